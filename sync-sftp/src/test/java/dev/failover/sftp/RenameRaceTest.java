package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.OpenSshRoute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Whoever may write in the source leads no run out of it:")
class RenameRaceTest {
    @TempDir
    private Path temporary;

    private Path source;
    private Path secret;

    @BeforeEach
    void make() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        secret = Files.createDirectory(temporary.resolve("secret"));
        Files.writeString(secret.resolve("shadow"), "of others");
        Files.createDirectories(source.resolve("a/b"));
        Files.writeString(source.resolve("a/b/shadow"), "own");
    }

    @Test
    @DisplayName("a directory that has become a link is not listed, and nothing is looked at or read through it")
    void swapped() throws Exception {
        SourceTree tree = new SourceTree(source);
        tree.list("a/b", name -> true, (name, entry) -> assertThat(name).isEqualTo("shadow"));
        try (var in = tree.open("a/b/shadow")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("own");
        }
        Files.move(source.resolve("a/b"), source.resolve("a/was"));
        Files.createSymbolicLink(source.resolve("a/b"), secret);
        refuses(tree);
        Files.move(source.resolve("a"), source.resolve("was"));
        Files.createSymbolicLink(source.resolve("a"), temporary);
        Files.createDirectory(temporary.resolve("b"));
        Files.writeString(temporary.resolve("b/shadow"), "of others");
        refuses(tree);
    }

    private static void refuses(SourceTree tree) {
        assertThatThrownBy(() -> tree.list("a/b", name -> true, (name, entry) -> {}))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> tree.open("a/b/shadow")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> tree.entry("a/b/shadow")).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    @DisplayName("a directory and a link that change places all the time, whatever the moment")
    void racing(@TempDir Path directory) throws Exception {
        Files.createSymbolicLink(source.resolve("a/link"), secret);
        AtomicBoolean stop = new AtomicBoolean();
        Thread racer = new Thread(() -> {
            Path place = source.resolve("a/b");
            Path link = source.resolve("a/link");
            Path aside = source.resolve("a/aside");
            try {
                while (!stop.get()) {
                    Files.move(place, aside);
                    Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(place, link, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(aside, place);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Path target = temporary.resolve("target");
        try (OpenSshRoute route = OpenSshRoute.in(directory, 0);
                SftpFileSync sync = Backup.on(route, target).fsync(false).build()) {
            racer.start();
            for (int run = 0; run < 40; run++) {
                try {
                    sync.mirror(MirrorRequest.everything(source, 100, Duration.ofSeconds(60)), MirrorListener.NONE);
                } catch (ComponentException e) {
                    // It may say what it likes about such a source.
                }
                requireOwn(target);
            }
        } finally {
            stop.set(true);
            racer.join();
        }
    }

    private static void requireOwn(Path target) throws IOException {
        try (var all = Files.walk(target)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                assertThat(path).content().isNotEqualTo("of others");
            }
        }
    }
}
