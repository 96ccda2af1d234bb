package dev.failover.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.http.RawServer;
import dev.failover.internal.loop.Loop;
import dev.failover.internal.probe.Ending.Phase;
import dev.failover.time.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The engine of the checks")
@Timeout(30)
class EngineTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final RawServer.Behaviour GREETING = connection -> {
        RawServer.write(connection, "hello.");
        RawServer.awaitHangUp(connection);
    };

    private final Loop loop = new Loop("engine-test", System::nanoTime, Duration.ofMillis(200));
    private final Engine engine = new Engine(task -> new Thread(task).start(), 2);
    private final List<RawServer> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        loop.close();
        for (RawServer server : servers) {
            server.close();
        }
    }

    private RawServer server(RawServer.Behaviour behaviour) throws IOException {
        RawServer server = RawServer.start(behaviour);
        servers.add(server);
        return server;
    }

    /** Knows enough at the first full stop. */
    private static class UntilFullStop implements Dialogue {
        final StringBuilder heard = new StringBuilder();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        @Override
        public ByteBuffer opening() {
            return ByteBuffer.wrap("hi".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public Step hear(ByteBuffer piece) throws IOException {
            heard.append(StandardCharsets.US_ASCII.decode(piece));
            return heard.indexOf(".") < 0 ? Step.MORE : Step.ENOUGH;
        }

        @Override
        public Step hearEnd() throws IOException {
            throw new ProtocolException("no full stop");
        }

        @Override
        public void close() {
            closed.complete(true);
        }
    }

    private static final class Heard implements Hearer {
        final CompletableFuture<Ending> ending = new CompletableFuture<>();

        @Override
        public void ends(Ending how) {
            ending.complete(how);
        }

        Ending get() throws Exception {
            return ending.get(20, TimeUnit.SECONDS);
        }
    }

    private Task begin(RawServer server, Limits limits, Dialogue dialogue, Hearer hearer) {
        return begin(engine, loop, server, limits, dialogue, hearer);
    }

    private static Task begin(
            Engine engine, Loop loop, RawServer server, Limits limits, Dialogue dialogue, Hearer hearer) {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        return engine.begin(loop, peer, limits, dialogue, hearer);
    }

    private Heard probe(RawServer server, Duration timeout, Dialogue dialogue) {
        Heard heard = new Heard();
        begin(server, Limits.of(timeout), dialogue, heard);
        return heard;
    }

    @Test
    @DisplayName("holds many conversations on one thread, which keeps nothing alive and ends when all have")
    void oneThread() throws Exception {
        int many = 40;
        CountDownLatch connected = new CountDownLatch(many);
        CountDownLatch answer = new CountDownLatch(1);
        RawServer server = server(connection -> {
            connected.countDown();
            answer.await();
            GREETING.serve(connection);
        });
        List<Heard> all = new ArrayList<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < many; i++) {
            all.add(probe(server, LONG, new UntilFullStop() {
                @Override
                public Step hear(ByteBuffer piece) throws IOException {
                    threads.add(Thread.currentThread());
                    return super.hear(piece);
                }
            }));
        }
        connected.await();
        answer.countDown();
        for (Heard one : all) {
            assertThat(one.get())
                    .isEqualTo(new Ending(
                            Phase.TALK, null, null, one.get().took(), one.get().held()));
        }
        assertThat(threads).singleElement().matches(Thread::isDaemon);
        Thread thread = threads.iterator().next();
        thread.join(Duration.ofSeconds(20).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(probe(server, LONG, new UntilFullStop()).get().failure())
                .as("begins anew")
                .isNull();
    }

    @Test
    @DisplayName("waits for a connection that is not there at once")
    void connectedLater() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        // Linux lets in one more than it is told to; what comes after that is not answered before one of them is taken.
        try (ServerSocket full = new ServerSocket(0, 1, here)) {
            List<Socket> waiting =
                    List.of(new Socket(here, full.getLocalPort()), new Socket(here, full.getLocalPort()));
            Heard heard = new Heard();
            UntilFullStop dialogue = new UntilFullStop();
            engine.begin(loop, new InetSocketAddress(here, full.getLocalPort()), Limits.of(LONG), dialogue, heard);
            CountDownLatch begun = new CountDownLatch(1);
            loop.execute(begun::countDown);
            begun.await();
            for (Socket one : waiting) {
                full.accept().close();
                one.close();
            }
            try (Socket third = full.accept()) {
                RawServer.write(third, "hello.");
                assertThat(heard.get().failure()).isNull();
            }
            assertThat(dialogue.heard).hasToString("hello.");
            assertThat(heard.get().took()).as("its first packet was lost").isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    @DisplayName("gives everybody a turn beside a peer that never stops talking")
    void fair() throws Exception {
        RawServer endless = server(connection -> {
            while (true) {
                RawServer.write(connection, "x".repeat(64 << 10));
            }
        });
        Heard talked = probe(endless, Duration.ofMillis(700), new UntilFullStop() {
            @Override
            public Step hear(ByteBuffer piece) {
                return Step.MORE;
            }
        });
        RawServer greeting = server(GREETING);
        for (int i = 0; i < 20; i++) {
            assertThat(probe(greeting, LONG, new UntilFullStop()).get().limit()).isNull();
        }
        assertThat(talked.get().limit()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    @DisplayName("ends each phase by its own limit, and says by which")
    void limits() throws Exception {
        RawServer silent = server(RawServer::awaitHangUp);
        RawServer slow = server(connection -> {
            while (true) {
                RawServer.write(connection, "x");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        Limits limits = new Limits(
                Duration.ofMillis(600), Optional.of(Duration.ofMillis(50)), Optional.of(Duration.ofMillis(250)));
        Heard bySilence = new Heard();
        Heard byAll = new Heard();
        UntilFullStop dialogue = new UntilFullStop();
        begin(silent, limits, dialogue, bySilence);
        begin(slow, limits, new UntilFullStop(), byAll);
        assertThat(bySilence.get().limit()).isEqualTo(Duration.ofMillis(250));
        assertThat(byAll.get().limit()).isEqualTo(Duration.ofMillis(600));
        assertThat(dialogue.closed).isCompletedWithValue(true);
    }

    @Test
    @DisplayName("hangs up on what is called off, and tells nobody")
    void calledOff() throws Exception {
        CompletableFuture<Boolean> hungUp = new CompletableFuture<>();
        RawServer server = server(connection -> {
            RawServer.awaitHangUp(connection);
            hungUp.complete(true);
        });
        Heard heard = new Heard();
        UntilFullStop dialogue = new UntilFullStop();
        Task task = begin(server, Limits.of(LONG), dialogue, heard);
        server.awaitConnection();
        task.cancel();
        task.cancel();
        assertThat(hungUp.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(dialogue.closed.get(5, TimeUnit.SECONDS)).isTrue();
        probe(server(GREETING), LONG, new UntilFullStop()).get();
        assertThat(heard.ending).isNotDone();
    }

    @Test
    @DisplayName("lets a dialogue think elsewhere, while it hears nothing and others go on")
    void thinks() throws Exception {
        CountDownLatch thought = new CountDownLatch(1);
        RawServer greeting = server(GREETING);
        UntilFullStop thinking = new UntilFullStop() {
            @Override
            public Step hear(ByteBuffer piece) throws IOException {
                super.hear(piece);
                return Step.THINK;
            }

            @Override
            public Step think() throws IOException {
                try {
                    thought.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return Step.ENOUGH;
            }
        };
        Heard slow = probe(greeting, LONG, thinking);
        probe(greeting, LONG, new UntilFullStop()).get();
        assertThat(slow.ending).isNotDone();
        thought.countDown();
        assertThat(slow.get().failure()).isNull();
    }

    @Test
    @DisplayName("tells what went wrong, be it a refused connection, a peer's or a dialogue's")
    void failures() throws Exception {
        RawServer gone = server(GREETING);
        gone.close();
        Ending refused = probe(gone, LONG, new UntilFullStop()).get();
        assertThat(refused.phase()).isEqualTo(Phase.CONNECT);
        assertThat(refused.failure()).hasMessageContaining("refused");

        Ending early = probe(server(connection -> connection.close()), LONG, new UntilFullStop() {
                    @Override
                    public ByteBuffer opening() {
                        return ByteBuffer.allocate(0);
                    }
                })
                .get();
        assertThat(early.phase()).isEqualTo(Phase.TALK);
        assertThat(early.failure()).hasMessage("no full stop");

        assertThat(probe(server(GREETING), LONG, new UntilFullStop() {
                            @Override
                            public Step hear(ByteBuffer piece) {
                                throw new IllegalStateException("a bug, on purpose");
                            }
                        })
                        .get()
                        .failure())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName(
            "reads an answer that came in time however late it gets to it, and says for how long it kept it waiting")
    void answerThatWaited() throws Exception {
        RawServer greeting = server(GREETING);
        CountDownLatch busy = new CountDownLatch(1);
        Heard held = new Heard();
        UntilFullStop holdingUp = new UntilFullStop() {
            @Override
            public Step hear(ByteBuffer piece) throws IOException {
                busy.countDown();
                try {
                    TimeUnit.MILLISECONDS.sleep(400);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return Step.ENOUGH;
            }
        };
        // Connected in time, and heard only after the other one let go.
        CountDownLatch go = new CountDownLatch(1);
        RawServer waiting = server(connection -> {
            go.await();
            GREETING.serve(connection);
        });
        begin(waiting, Limits.of(Duration.ofMillis(300)), new UntilFullStop(), held);
        waiting.awaitConnection();
        probe(greeting, LONG, holdingUp);
        busy.await();
        go.countDown();
        assertThat(held.get().limit()).isNull();
        assertThat(held.get().failure()).isNull();
        assertThat(held.get().held()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("gives a probe some more time, once, if nobody was there when its time was up")
    void stoodStill() throws Exception {
        AtomicLong ahead = new AtomicLong();
        Loop jumping = new Loop("engine-test", () -> System.nanoTime() + ahead.get(), Duration.ofMillis(200));
        RawServer silent = server(RawServer::awaitHangUp);
        Heard heard = new Heard();
        CountDownLatch connected = new CountDownLatch(1);
        UntilFullStop dialogue = new UntilFullStop() {
            @Override
            public ByteBuffer opening() {
                connected.countDown();
                return super.opening();
            }
        };
        begin(engine, jumping, silent, Limits.of(Duration.ofSeconds(10)), dialogue, heard);
        connected.await();
        wake(jumping);

        ahead.addAndGet(Duration.ofSeconds(13).toNanos());
        wake(jumping);
        assertThat(heard.ending).isNotDone();
        ahead.addAndGet(Duration.ofSeconds(13).toNanos());
        wake(jumping);
        assertThat(heard.get().limit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(heard.get().held()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    @DisplayName("looks once more for an answer before it says that the time is up")
    void lastLook() throws Exception {
        AtomicLong clock = new AtomicLong();
        Loop still = new Loop("engine-test", clock::get, Duration.ofMillis(200));
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        RawServer server = server(connection -> {
            connection.getInputStream().readNBytes(2);
            opened.countDown();
            go.await();
            RawServer.write(connection, "hello.");
            answered.countDown();
            RawServer.awaitHangUp(connection);
        });
        Heard heard = new Heard();
        begin(engine, still, server, Limits.of(LONG), new UntilFullStop(), heard);
        opened.await();
        // The answer comes between the loop's look at channels and its look at the clock.
        still.execute(() -> {
            go.countDown();
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            clock.set(LONG.toNanos());
        });
        assertThat(heard.get().limit()).isNull();
        still.close();
    }

    @Test
    @DisplayName("says so of a handshake that waits too long for a processor, before anybody gives it up")
    void noProcessor() throws Exception {
        Engine busy = new Engine(Runnable::run, 0);
        RawServer server = server(RawServer::awaitHangUp);
        Tls unused = new Tls() {
            @Override
            public SSLEngine begin() {
                throw new AssertionError("nobody works at it");
            }

            @Override
            public void accept(SSLSession session) {}
        };
        Heard heard = new Heard();
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        busy.begin(loop, peer, Limits.of(Duration.ofMillis(300)), unused, new UntilFullStop(), heard);
        assertThat(heard.get().phase()).isEqualTo(Phase.TLS);
        assertThat(heard.get().held()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("takes the silence of a peer for its own lateness while handshakes with others have to be given up")
    void silenceUnderOverload() throws Exception {
        // The first of a process takes long.
        SSLContext.getDefault().createSSLEngine();
        Engine busy = new Engine(task -> new Thread(task).start(), 1);
        RawServer silent = server(RawServer::awaitHangUp);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch greeted = new CountDownLatch(1);
        Heard early = shake(busy, silent, Duration.ofSeconds(2), greeted::countDown);
        greeted.await();
        silent.awaitConnection();
        Heard hogging = shake(busy, silent, LONG, () -> {
            atWork.countDown();
            free.await();
        });
        atWork.await();
        Heard given = shake(busy, silent, Duration.ofMillis(300), () -> {});
        assertThat(given.get().held()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(early.get().phase()).isEqualTo(Phase.TLS);
        assertThat(early.get().limit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(early.get().held()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(hogging.ending).isNotDone();
        free.countDown();
    }

    private Heard shake(Engine engine, RawServer server, Duration timeout, BeforeShaking before) {
        Heard heard = new Heard();
        Tls tls = new Tls() {
            @Override
            public SSLEngine begin() throws IOException {
                try {
                    before.run();
                    SSLEngine made = SSLContext.getDefault().createSSLEngine();
                    made.setUseClientMode(true);
                    return made;
                } catch (InterruptedException | GeneralSecurityException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void accept(SSLSession session) {}
        };
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        engine.begin(loop, peer, Limits.of(timeout), tls, new UntilFullStop(), heard);
        return heard;
    }

    /** What takes the processor. */
    private interface BeforeShaking {
        void run() throws InterruptedException;
    }

    /** Everything that was due before has been looked at. */
    private static void wake(Loop loop) throws Exception {
        CountDownLatch turned = new CountDownLatch(1);
        loop.execute(turned::countDown);
        turned.await();
    }
}
