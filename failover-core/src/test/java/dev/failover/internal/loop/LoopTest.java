package dev.failover.internal.loop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A loop")
@Timeout(30)
class LoopTest {
    private final Loop loop = new Loop("loop-test", System::nanoTime, Duration.ofMillis(100));
    private Pipe pipe;

    @AfterEach
    void close() throws IOException {
        loop.close();
        if (pipe != null) {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    /** What reads all that is written into the pipe. */
    private final class Reading implements Ready {
        final CompletableFuture<Thread> read = new CompletableFuture<>();
        final CompletableFuture<Boolean> lost = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        SelectionKey key;

        @Override
        public void run() {
            try {
                pipe.source().read(ByteBuffer.allocate(8));
                read.complete(Thread.currentThread());
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        }

        @Override
        public void lose(IOException why) {
            lost.complete(true);
        }

        @Override
        public void close() {
            loop.close(key);
            closed.complete(true);
        }
    }

    private Reading reading() throws Exception {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        Reading reading = new Reading();
        onLoop(() -> {
            try {
                reading.key = loop.register(pipe.source(), SelectionKey.OP_READ, reading);
            } catch (IOException e) {
                reading.read.completeExceptionally(e);
            }
        });
        return reading;
    }

    private void write() throws IOException {
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    private Thread onLoop(Runnable action) throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        loop.execute(() -> {
            action.run();
            ran.complete(Thread.currentThread());
        });
        return ran.get(20, SECONDS);
    }

    @Test
    @DisplayName("runs what is due first first, whenever that was asked for, and not what was cancelled")
    void order() throws Exception {
        List<String> ran = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        long now = System.nanoTime();
        onLoop(() -> {
            loop.at(now + 3, () -> ran.add("third"));
            loop.at(now + 1, () -> ran.add("first"));
            loop.at(now + 2, () -> ran.add("cancelled")).cancel();
            loop.at(now + 1, () -> ran.add("second"));
            loop.at(now + 4, done::countDown);
        });
        done.await();
        assertThat(ran).containsExactly("first", "second", "third");
    }

    @Test
    @DisplayName("is woken for what is due sooner than what it sleeps for, with channels and without")
    void woken() throws Exception {
        loop.at(System.nanoTime() + SECONDS.toNanos(3_600), () -> {});
        Thread thread = onLoop(() -> {});
        CompletableFuture<Thread> soon = new CompletableFuture<>();
        loop.at(System.nanoTime() + MILLISECONDS.toNanos(5), () -> soon.complete(Thread.currentThread()));
        assertThat(soon.get(20, SECONDS)).isSameAs(thread);

        Reading reading = reading();
        write();
        assertThat(reading.read.get(20, SECONDS)).isSameAs(thread);
        assertThat(onLoop(() -> {})).isSameAs(thread);
    }

    @Test
    @DisplayName("sleeps without a selector once its channels are closed, is woken there, and takes channels again")
    void noChannels() throws Exception {
        loop.at(System.nanoTime() + SECONDS.toNanos(3_600), () -> {});
        Reading reading = reading();
        write();
        Thread thread = reading.read.get(20, SECONDS);
        onLoop(() -> loop.close(reading.key));
        long deadline = System.nanoTime() + SECONDS.toNanos(20);
        // In a selector it would be RUNNABLE.
        while (thread.getState() != Thread.State.TIMED_WAITING && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(thread.getState()).isEqualTo(Thread.State.TIMED_WAITING);
        assertThat(pipe.source().isOpen()).isFalse();
        assertThat(onLoop(() -> {})).isSameAs(thread);
        pipe.sink().close();

        Reading again = reading();
        write();
        assertThat(again.read.get(20, SECONDS)).isSameAs(thread);
    }

    @Test
    @DisplayName("ends when there was nothing to wait for, and begins anew")
    void idle() throws Exception {
        Thread first = onLoop(() -> {});
        assertThat(first.isDaemon()).isTrue();
        first.join(SECONDS.toMillis(20));
        assertThat(first.isAlive()).isFalse();
        assertThat(onLoop(() -> {})).isNotSameAs(first);
    }

    @Test
    @DisplayName("looks at channels between actions, however many of those are due")
    void fair() throws Exception {
        Reading reading = reading();
        AtomicLong actions = new AtomicLong();
        CompletableFuture<Long> before = new CompletableFuture<>();
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (reading.read.isDone()) {
                    before.complete(actions.get());
                } else {
                    actions.incrementAndGet();
                    loop.execute(this);
                }
            }
        };
        loop.execute(again);
        write();
        assertThat(before.get(20, SECONDS)).isNotNull();
    }

    @Test
    @DisplayName("goes on after an action that threw, or left its thread interrupted")
    void broken() throws Exception {
        Reading reading = reading();
        loop.execute(() -> {
            throw new IllegalStateException("thrown on purpose");
        });
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        loop.execute(() -> {
            Thread.currentThread().interrupt();
            loop.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
        });
        assertThat(interrupted.get(20, SECONDS)).isFalse();
        write();
        assertThat(reading.read.get(20, SECONDS)).isSameAs(onLoop(() -> {}));
        assertThat(reading.lost).isNotDone();
    }

    @Test
    @DisplayName("tells who waits for a channel that it was closed, and runs nothing more")
    void closed() throws Exception {
        Reading reading = reading();
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        loop.at(System.nanoTime() + SECONDS.toNanos(3_600), () -> late.complete(true));
        Thread thread = onLoop(() -> {});
        loop.close();
        assertThat(thread.isAlive()).isFalse();
        assertThat(reading.closed).isCompletedWithValue(true);
        assertThat(pipe.source().isOpen()).isFalse();
        loop.execute(() -> late.complete(true));
        loop.close();
        assertThat(late).isNotDone();
    }
}
