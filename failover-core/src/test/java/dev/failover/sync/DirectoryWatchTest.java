package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The watch of a tree")
class DirectoryWatchTest {
    private static final long SECONDS = 20;

    @TempDir
    Path root;

    private final Scheduler scheduler = Scheduler.system();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private DirectoryWatch watch;

    @AfterEach
    void close() {
        if (watch != null) {
            watch.close();
        }
        scheduler.close();
    }

    private void start(String... excluded) throws InterruptedException {
        watch = new DirectoryWatch(scheduler, root, Exclusions.of(List.of(excluded)));
        watch.start(new TreeWatch.Listener() {
            @Override
            public void ready() {
                told.add("ready");
            }

            @Override
            public void changed(Path path) {
                told.add("/" + path);
            }

            @Override
            public void blind(String why) {
                told.add("blind: " + why);
            }
        });
        assertThat(told.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("ready");
    }

    /** What is told until all of these were. */
    private Set<String> await(String... expected) throws InterruptedException {
        Set<String> heard = new HashSet<>();
        while (!heard.containsAll(List.of(expected))) {
            String next = told.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("heard %s of %s", heard, List.of(expected)).isNotNull();
            heard.add(next);
        }
        return heard;
    }

    @Test
    @DisplayName("tells of files that are made, changed, moved and deleted, at any depth")
    void files() throws Exception {
        Files.createDirectories(root.resolve("deep/er"));
        Files.writeString(root.resolve("deep/er/page"), "one");
        start();
        Files.writeString(root.resolve("deep/er/page"), "two");
        await("/deep/er/page");
        Files.writeString(root.resolve("new"), "x");
        await("/new");
        Files.move(root.resolve("new"), root.resolve("deep/moved"));
        await("/new", "/deep/moved");
        Files.delete(root.resolve("deep/er/page"));
        await("/deep/er/page");
    }

    @Test
    @DisplayName("sees into a directory that was made and filled at once, and into what is put there later")
    void newDirectories() throws Exception {
        start();
        Files.createDirectories(root.resolve("a/b/c"));
        Files.writeString(root.resolve("a/b/c/at once"), "x");
        await("/a");
        Files.writeString(root.resolve("marker"), "all before is handled");
        await("/marker");
        told.clear();
        Files.writeString(root.resolve("a/b/c/later"), "x");
        await("/a/b/c/later");
    }

    @Test
    @DisplayName("follows a directory that is moved, under its new name")
    void movedDirectories() throws Exception {
        Files.createDirectories(root.resolve("old/below"));
        start();
        Files.move(root.resolve("old"), root.resolve("new"));
        await("/old", "/new");
        Files.writeString(root.resolve("marker"), "x");
        await("/marker");
        told.clear();
        Files.writeString(root.resolve("new/below/page"), "x");
        assertThat(await("/new/below/page")).noneMatch(path -> path.startsWith("/old"));
    }

    /** Told to who waits for it; nothing but the watch's own look, once a second, tells that it is another tree. */
    @Test
    @DisplayName(
            "follows the place, not the tree: another one that is renamed there is watched from then on, with no restart")
    void replacedRoot() throws Exception {
        Path place = Files.createDirectories(root.resolve("place/release"));
        Path first = root.resolve("first");
        root = place;
        start();
        Path next = Files.createDirectories(place.resolveSibling("next/below")).getParent();
        Files.move(place, first);
        Files.move(next, place);
        await("ready");
        Files.writeString(place.resolve("below/page"), "x");
        await("/below/page");
        told.clear();
        Files.writeString(first.resolve("page"), "of the tree of before");
        Files.writeString(place.resolve("marker"), "x");
        assertThat(await("/marker")).doesNotContain("/page");
    }

    @Test
    @DisplayName("follows a link to the tree, and what that leads to later")
    void linkedRoot() throws Exception {
        Path one = Files.createDirectory(root.resolve("one"));
        Path two = Files.createDirectory(root.resolve("two"));
        Path link = Files.createSymbolicLink(root.resolve("current"), one);
        root = link;
        start();
        Files.writeString(one.resolve("page"), "x");
        await("/page");
        Path temporary = Files.createSymbolicLink(link.resolveSibling("next"), two);
        Files.move(temporary, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        await("ready");
        Files.writeString(two.resolve("other"), "x");
        await("/other");
    }

    @Test
    @DisplayName("sees into two directories that changed places at one moment")
    void exchanged() throws Exception {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        start();
        Process exchange = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import ctypes, sys; sys.exit(ctypes.CDLL(None).renameat2(-100, b'a', -100, b'b', 2))")
                .directory(root.toFile())
                .start();
        assertThat(exchange.waitFor()).isZero();
        await("/a", "/b");
        Files.writeString(root.resolve("marker"), "x");
        await("/marker");
        Files.writeString(root.resolve("a/page"), "x");
        Files.writeString(root.resolve("b/page"), "x");
        await("/a/page", "/b/page");
    }

    @Test
    @DisplayName("tells of a directory whose mode changed")
    void modes() throws Exception {
        Files.createDirectories(root.resolve("deep/er"));
        Files.createDirectories(root.resolve("cache"));
        start("cache/");
        Files.setPosixFilePermissions(root.resolve("cache"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(root.resolve("deep/er"), PosixFilePermissions.fromString("rwx------"));
        assertThat(await("/deep/er")).doesNotContain("/cache");
    }

    @Test
    @DisplayName("watches as many directories as its memory allows, and says that these are not all")
    void tooMany() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.createDirectory(root.resolve("directory" + i));
        }
        watch = new DirectoryWatch(scheduler, root, Exclusions.NONE, 10);
        watch.start(new TreeWatch.Listener() {
            @Override
            public void ready() {
                told.add("ready");
            }

            @Override
            public void changed(Path path) {}

            @Override
            public void blind(String why) {
                told.add("blind: " + why);
            }
        });
        assertThat(told.poll(SECONDS, TimeUnit.SECONDS))
                .contains("only 10 directories")
                .contains("-Xmx");
    }

    @Test
    @DisplayName("says nothing of what is reserved or excluded")
    void excluded() throws Exception {
        Files.createDirectories(root.resolve(".failover"));
        Files.createDirectories(root.resolve("cache"));
        start("cache/", "*.tmp");
        Files.writeString(root.resolve(".failover/source"), "x");
        Files.writeString(root.resolve("cache/page"), "x");
        Files.createDirectories(root.resolve("deep/cache/er"));
        Files.writeString(root.resolve("deep/cache/er/page"), "x");
        Files.writeString(root.resolve("page.tmp"), "x");
        Files.writeString(root.resolve("page"), "x");
        assertThat(await("/page", "/deep"))
                .allMatch(path -> Set.of("/page", "/deep", "/deep/cache").contains(path));
    }

    @Test
    @DisplayName("tells that it lost count in a storm, by naming the directory")
    void overflow() throws Exception {
        int files = 5_000;
        start();
        for (int i = 0; i < files; i++) {
            Files.writeString(root.resolve("file" + i), "x");
        }
        Set<String> heard = new HashSet<>();
        while (!heard.contains("/") && heard.size() < files) {
            String next = told.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("after %d of %d", heard.size(), files).isNotNull();
            heard.add(next);
        }
    }

    @Test
    @DisplayName("says so when the tree is not there")
    void noTree() throws Exception {
        Path missing = root.resolve("missing");
        watch = new DirectoryWatch(scheduler, missing, Exclusions.NONE);
        watch.start(new TreeWatch.Listener() {
            @Override
            public void ready() {
                told.add("ready");
            }

            @Override
            public void changed(Path path) {}

            @Override
            public void blind(String why) {
                told.add("blind: " + why);
            }
        });
        assertThat(told.poll(SECONDS, TimeUnit.SECONDS))
                .startsWith("blind: " + missing)
                .contains("can't be watched");
    }

    /** The first two are the JDK's words, of LinuxWatchService. */
    @ParameterizedTest
    @CsvSource({
        "User limit of inotify watches reached, fs.inotify.max_user_watches=524288",
        "User limit of inotify instances reached or too many open files, fs.inotify.max_user_instances=1024",
        "no such luck, no such luck"
    })
    @DisplayName("names the setting to raise when the system's limit is reached")
    void limits(String said, String expected) {
        assertThat(DirectoryWatch.explain(new IOException(said), root, 8_192)).contains(expected);
    }
}
