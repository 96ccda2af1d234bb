package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source is changed by rsync itself, so to speak: by a script that runs the real one, before or after it. */
@DisplayName("While its source changes, rsync")
class RsyncChangingSourceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path source;
    private Path target;
    private RsyncFileSync sync;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("page" + i), "page " + i);
        }
        sync = RsyncFileSync.builder().destination(target.toString()).build();
    }

    @AfterEach
    void stop() {
        sync.close();
    }

    /** A sync whose passes have something done to the source before each, which is told how many there were. */
    private MirrorReport mirror(int maxDeletes, IntConsumer beforeEachPass) throws Exception {
        Path passes = directory.resolve("passes");
        Path told = directory.resolve("told");
        Files.deleteIfExists(passes);
        Path program = Files.writeString(directory.resolve("rsync"), """
                #!/bin/sh
                case "$*" in *--delete-delay*) ;; *) exec rsync "$@" ;; esac
                echo x >> %1$s
                until [ "$(cat %2$s 2>/dev/null)" = "$(wc -l < %1$s)" ]; do sleep 0.01; done
                exec rsync "$@"
                """.formatted(passes, told));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Thread other = new Thread(() -> {
            try {
                for (int pass = 1; ; pass++) {
                    while (!Files.exists(passes) || Files.readAllLines(passes).size() < pass) {
                        Thread.sleep(5);
                    }
                    beforeEachPass.accept(pass);
                    Files.writeString(told, String.valueOf(pass));
                }
            } catch (Exception e) {
                // The test is over.
            }
        });
        other.start();
        try (RsyncFileSync scripted = RsyncFileSync.builder()
                .destination(target.toString())
                .rsyncProgram(program.toString())
                .build()) {
            return scripted.mirror(MirrorRequest.everything(source, maxDeletes, TIMEOUT), MirrorListener.NONE);
        } finally {
            other.interrupt();
            other.join();
            Files.deleteIfExists(told);
        }
    }

    private void delete(int page) {
        assertThat(source.resolve("page" + page).toFile().delete()).isTrue();
    }

    @Test
    @DisplayName("deletes what more is gone by the second pass, as long as that is not more than may be")
    void moreIsGone() throws Exception {
        sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE);
        delete(0);
        MirrorReport report = mirror(5, pass -> {
            if (pass == 2) {
                delete(1);
                delete(2);
            }
        });
        assertThat(report.complete()).isTrue();
        assertThat(report.deleted()).isEqualTo(3);
        assertThat(target.resolve("page2")).doesNotExist();
    }

    @Test
    @DisplayName("never deletes more than may be, and is rejected, when the source is emptied between the passes")
    void muchMoreIsGone() throws Exception {
        sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE);
        delete(0);
        assertThatThrownBy(() -> mirror(5, pass -> {
                    for (int page = 1; pass == 2 && page < 20; page++) {
                        delete(page);
                    }
                }))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("5 were deleted");
        assertThat(target.toFile().list()).hasSize(15);
    }

    /** The last one that is sent: no other file's line tells that it was read. */
    private FileChannel large() throws Exception {
        FileChannel file = FileChannel.open(
                source.resolve("very large"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(20_000_000));
        return file;
    }

    /** It is written all the time, in as many passes; the bandwidth limit makes each of them long. */
    private MirrorReport mirrorWhile(FileChannel file, boolean growing, int passes) throws Exception {
        AtomicInteger left = new AtomicInteger(passes);
        Thread writer = new Thread(() -> {
            try {
                while (left.get() > 0) {
                    file.write(ByteBuffer.wrap(new byte[] {1}), growing ? file.size() : 0);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        try (RsyncFileSync slow = RsyncFileSync.builder()
                .destination(target.toString())
                .bandwidthLimit("40m")
                .build()) {
            return slow.mirror(MirrorRequest.everything(source, 0, TIMEOUT), progress -> {
                if (progress.bytes() >= 20_000_000) {
                    left.decrementAndGet();
                }
            });
        } finally {
            left.set(0);
            writer.join();
        }
    }

    @Test
    @DisplayName("never calls a run complete that sent a file which was written in place meanwhile, and names it")
    void torn() throws Exception {
        try (FileChannel file = large()) {
            MirrorReport report = mirrorWhile(file, false, Integer.MAX_VALUE);
            assertThat(report.complete()).isFalse();
            assertThat(report.unsettled())
                    .hasValueSatisfying(why -> assertThat(why).contains("large").contains("changed"));
        }
        assertThat(sync.mirror(MirrorRequest.everything(source, 0, TIMEOUT), MirrorListener.NONE)
                        .complete())
                .isTrue();
    }

    @Test
    @DisplayName("sends a file again that was written meanwhile, and takes one that only grew for what it was")
    void settles() throws Exception {
        try (FileChannel file = large()) {
            assertThat(mirrorWhile(file, false, 1).complete()).isTrue();
            assertThat(Files.mismatch(source.resolve("very large"), target.resolve("very large")))
                    .isEqualTo(-1);
            Files.delete(target.resolve("very large"));
            assertThat(mirrorWhile(file, true, Integer.MAX_VALUE).complete()).isTrue();
        }
    }
}
