package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.time.Scheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root can read everything; so a child without that power looks, if root runs this. */
@DisplayName("What its user can't read of a source")
class UnreadableTest {
    @TempDir
    Path source;

    private Path lost;

    @BeforeEach
    void tree() throws IOException {
        Files.writeString(source.resolve("index.html"), "x");
        lost = Files.createDirectories(source.resolve("deep/lost+found"));
        Files.writeString(lost.resolve("file"), "x");
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("---------"));
    }

    @AfterEach
    void readable() throws IOException {
        Files.setPosixFilePermissions(lost, PosixFilePermissions.fromString("rwx------"));
    }

    private List<String> look(String... excluded) throws Exception {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UnreadableTest.class.getName(),
                source.toString()));
        words.addAll(List.of(excluded));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    /** The child: says what it finds, and whether it sees a change. */
    public static void main(String[] arguments) throws Exception {
        Path source = Path.of(arguments[0]);
        Exclusions exclusions = Exclusions.of(List.of(arguments).subList(1, arguments.length));
        SourceScan scan = SourceScan.of(source, Path.of(""), exclusions, List.of());
        System.out.println(scan.files() + " files");
        System.out.println(scan.unreadable().orElse("all readable"));
        CountDownLatch ready = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (Scheduler scheduler = Scheduler.system();
                DirectoryWatch watch = new DirectoryWatch(scheduler, source, exclusions)) {
            watch.start(new TreeWatch.Listener() {
                @Override
                public void ready() {
                    ready.countDown();
                }

                @Override
                public void changed(Path path) {
                    seen.countDown();
                }

                @Override
                public void blind(String why) {
                    System.out.println("blind: " + why);
                    ready.countDown();
                }
            });
            ready.await(20, TimeUnit.SECONDS);
            Files.writeString(source.resolve("deep/new"), "x");
            System.out.println(seen.await(20, TimeUnit.SECONDS) ? "seen" : "not seen");
        }
    }

    @Test
    @DisplayName("is named, and the rest is looked through and watched")
    void named() throws Exception {
        assertThat(look()).containsExactly("1 files", "deep/lost+found (AccessDeniedException)", "seen");
    }

    @Test
    @DisplayName("is no matter where it is excluded, by whatever pattern")
    void excluded() throws Exception {
        for (String pattern : List.of("lost+found", "lost+found/", "/deep/lost+found/", "/deep/*+found")) {
            assertThat(look(pattern)).as(pattern).containsExactly("1 files", "all readable", "seen");
            Files.delete(source.resolve("deep/new"));
        }
    }
}
