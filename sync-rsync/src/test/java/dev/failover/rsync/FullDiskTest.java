package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A target whose disk is full")
class FullDiskTest {
    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    @DisplayName("is said to be, keeps every file whole, and is caught up with once there is room")
    void full(@TempDir Path directory) throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()) != 0) {
            Assumptions.abort("NOT TESTED: only who may mount a file system can have a full one");
        }
        try {
            Path source = Files.createDirectory(directory.resolve("source"));
            Files.write(source.resolve("page"), new byte[300_000]);
            try (RsyncFileSync sync =
                    RsyncFileSync.builder().destination(disk + "/target").build()) {
                MirrorRequest request = MirrorRequest.everything(source, 0, Duration.ofSeconds(30));
                sync.mirror(request, MirrorListener.NONE);
                byte[] larger = new byte[400_000];
                java.util.Arrays.fill(larger, (byte) 1);
                Files.write(source.resolve("page"), larger);
                Files.write(source.resolve("other"), new byte[900_000]);
                assertThatThrownBy(() -> sync.mirror(request, MirrorListener.NONE))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("is full");
                assertThat(Files.readAllBytes(disk.resolve("target/page"))).isIn(List.of(new byte[300_000], larger));
                Files.delete(source.resolve("other"));
                assertThat(sync.mirror(request, MirrorListener.NONE).complete()).isTrue();
                assertThat(disk.resolve("target/page")).hasBinaryContent(larger);
                try (var files = Files.list(disk.resolve("target"))) {
                    assertThat(files).containsExactly(disk.resolve("target/page"));
                }
            }
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }
}
