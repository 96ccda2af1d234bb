package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.MirrorEvent;
import dev.failover.testkit.LocalFileSync;
import dev.failover.time.Scheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MirrorInCodeTest {
    private final BlockingQueue<MirrorEvent> events = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    @Test
    @DisplayName("what is composed mirrors what is there, then what changes, and leaves out what is excluded")
    void mirrors() throws Exception {
        Path webroot = Files.createDirectory(directory.resolve("www"));
        Path replica = directory.resolve("replica");
        Files.writeString(webroot.resolve("index.html"), "first");
        Files.writeString(webroot.resolve("half.tmp"), "half");
        Scheduler scheduler = Scheduler.system();
        try (LocalFileSync transport = LocalFileSync.into(replica)) {
            ContinuousMirror mirror = MirrorInCode.compose(webroot, transport, events::add);
            mirror.start(scheduler);
            awaitSent();
            assertThat(replica.resolve("index.html")).hasContent("first");
            assertThat(replica.resolve("half.tmp")).doesNotExist();
            Path draft = Files.writeString(directory.resolve("draft"), "second, and longer");
            Files.move(draft, webroot.resolve("index.html"), StandardCopyOption.ATOMIC_MOVE);
            awaitSent();
            assertThat(replica.resolve("index.html")).hasContent("second, and longer");
        } finally {
            scheduler.close();
        }
    }

    private void awaitSent() throws InterruptedException {
        MirrorEvent event;
        do {
            event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("a run that sends a file").isNotNull();
        } while (!event.text().startsWith("1 files sent"));
    }
}
