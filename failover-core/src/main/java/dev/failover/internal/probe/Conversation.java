package dev.failover.internal.probe;

import dev.failover.internal.loop.Loop;
import dev.failover.internal.loop.Ready;
import dev.failover.internal.probe.Dialogue.Step;
import dev.failover.internal.probe.Ending.Phase;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One probe under way: its connection, how far it got, and when its time is up. Touched by the engine's thread only, but for what it
 * has done {@linkplain Turns#aside aside}.
 */
class Conversation {
    /** By so much everything may be late without meaning anything. */
    private static final long PUNCTUAL = Duration.ofMillis(10).toNanos();
    /** What waited for this machine for longer than this, and than its own limit, says nothing any more. */
    private static final long MOST_HELD = Duration.ofSeconds(1).toNanos();

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InetSocketAddress peer;
    private final Limits limits;
    private final long whole;
    final Dialogue dialogue;
    private final Hearer hearer;
    private @Nullable SelectionKey key;
    private Loop.@Nullable Timer alarm;
    private ByteBuffer unsaid = NOTHING;
    private Phase phase = Phase.CONNECT;
    /** While it hears nothing. */
    private boolean busy;

    private volatile boolean over;
    private long began;
    private long heard;
    /** For how long it waited for its turns. */
    private long held;
    /** For how long nobody saw that its time was up. */
    private long away;

    Conversation(InetSocketAddress peer, Limits limits, Dialogue dialogue, Hearer hearer) {
        this.peer = peer;
        this.limits = limits;
        whole = limits.whole().toNanos();
        this.dialogue = dialogue;
        this.hearer = hearer;
    }

    void open(Turns turns) {
        if (over) {
            return;
        }
        began = turns.nanoTime();
        try {
            hearer.begins(began);
            if (connect(turns)) {
                connected(turns);
            }
            setAlarm(turns);
        } catch (IOException | RuntimeException | Error e) {
            fail(turns, e);
        }
    }

    private boolean connect(Turns turns) throws IOException {
        // One that speaks IPv4 alone costs the kernel less.
        SocketChannel channel = peer.getAddress() instanceof Inet4Address
                ? SocketChannel.open(StandardProtocolFamily.INET)
                : SocketChannel.open();
        boolean registered = false;
        try {
            channel.configureBlocking(false);
            // One nearby has answered by now; and one that has not is asked for no more than a system call.
            boolean connected = channel.connect(peer) || channel.finishConnect();
            key = turns.register(channel, connected ? 0 : SelectionKey.OP_CONNECT, readyIn(turns));
            registered = true;
            return connected;
        } catch (UnsupportedAddressTypeException e) {
            throw new IOException("it has no addresses of this family", e);
        } finally {
            if (!registered) {
                channel.close();
            }
        }
    }

    private Ready readyIn(Turns turns) {
        return new Ready() {
            @Override
            public void run() {
                Conversation.this.goOn(turns);
            }

            @Override
            public void lose(IOException why) {
                // Not the peer's fault, which an IOException would be.
                fail(turns, new IllegalStateException("the engine of the checks failed", why));
            }

            @Override
            public void close() {
                Conversation.this.close(turns);
            }
        };
    }

    /** Something can go on. */
    private void goOn(Turns turns) {
        if (over) {
            return;
        }
        hold(turns.late());
        try {
            if (phase == Phase.CONNECT) {
                if (channel().finishConnect()) {
                    connected(turns);
                    setAlarm(turns);
                }
                return;
            }
            if (unsaid.hasRemaining()) {
                send(turns);
            }
            if (isHearing()) {
                hear(turns);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(turns, e);
        }
    }

    /** There is a connection. What is said over it is said in one piece, and waits for no acknowledgement of another. */
    void connected(Turns turns) throws IOException {
        enter(Phase.TALK, turns);
        say(turns, dialogue.opening());
    }

    void enter(Phase next, Turns turns) {
        phase = next;
        heard = turns.nanoTime();
    }

    void say(Turns turns, ByteBuffer words) throws IOException {
        unsaid = unsaid.hasRemaining()
                ? ByteBuffer.allocate(unsaid.remaining() + words.remaining())
                        .put(unsaid)
                        .put(words)
                        .flip()
                : words;
        send(turns);
    }

    private void send(Turns turns) throws IOException {
        if (unsaid.hasRemaining()) {
            channel().write(unsaid);
        }
        if (!unsaid.hasRemaining() && phase == Phase.TALK && dialogue.isMonologue()) {
            end(turns, null, null);
        } else {
            listen();
        }
    }

    /** Neither busy nor over. */
    boolean isHearing() {
        return !over && !busy;
    }

    void listen() {
        int hearing = busy ? 0 : SelectionKey.OP_READ;
        key().interestOps(unsaid.hasRemaining() ? hearing | SelectionKey.OP_WRITE : hearing);
    }

    private void hear(Turns turns) throws IOException {
        ByteBuffer piece = turns.piece();
        int length = channel().read(piece);
        if (length == 0) {
            return;
        }
        heard = turns.nanoTime();
        if (length < 0) {
            takeEnd(turns);
        } else {
            take(turns, piece.flip());
        }
    }

    /** A piece came over the wire. */
    void take(Turns turns, ByteBuffer piece) throws IOException {
        follow(turns, dialogue.hear(piece));
    }

    /** The last piece has come over the wire. */
    void takeEnd(Turns turns) throws IOException {
        follow(turns, dialogue.hearEnd());
    }

    /** It may hear again what it did not while it was busy. */
    void resume(Turns turns) throws IOException {
        listen();
    }

    void follow(Turns turns, Step step) throws IOException {
        switch (step) {
            case MORE -> listen();
            case ENOUGH -> end(turns, null, null);
            case THINK ->
                aside(turns, turns::think, () -> {
                    Step next = dialogue.think();
                    return (then, waited) -> {
                        if (next == Step.MORE) {
                            resume(then);
                        } else {
                            follow(then, next);
                        }
                    };
                });
        }
    }

    /** Something that would hold up others. */
    interface Work {
        Sequel run() throws IOException;
    }

    /** What it comes to. */
    interface Sequel {
        /** @param waited how long after it was asked for, in nanoseconds */
        void go(Turns turns, long waited) throws IOException;
    }

    /** Has work done elsewhere, and hears nothing before it is. */
    void aside(Turns turns, Consumer<Supplier<Consumer<Turns>>> where, Work work) {
        busy = true;
        listen();
        long asked = turns.nanoTime();
        where.accept(() -> {
            Sequel sequel = sequel(work);
            return then -> {
                if (!over) {
                    busy = false;
                    goOnWith(sequel, then, then.nanoTime() - asked);
                }
            };
        });
    }

    private Sequel sequel(Work work) {
        if (over) {
            return (turns, waited) -> {};
        }
        try {
            return work.run();
        } catch (IOException e) {
            return (turns, waited) -> {
                throw e;
            };
        } catch (RuntimeException | Error e) {
            return (turns, waited) -> fail(turns, e);
        }
    }

    private void goOnWith(Sequel sequel, Turns turns, long waited) {
        try {
            sequel.go(turns, waited);
        } catch (IOException | RuntimeException | Error e) {
            fail(turns, e);
        }
    }

    /** It waited for this machine. */
    void hold(long nanos) {
        if (nanos > PUNCTUAL) {
            held += nanos;
        }
    }

    /** For how long it has been waiting for this machine, apart from what is told to {@link #hold}. */
    long waiting(long now) {
        return 0;
    }

    /** For how long others like it waited for this machine, so that a silence meanwhile is no evidence. */
    long lateness(Turns turns, long since) {
        return 0;
    }

    /** When which time is up. */
    private record Due(long at, Duration limit) {}

    private Due due(long now) {
        long excused = 2 * away;
        long waiting = waiting(now);
        long most = Math.max(whole, MOST_HELD);
        long more = Math.min(held + waiting, most) + excused;
        Due due = new Due(began + whole + more, limits.whole());
        Optional<Duration> part = phase == Phase.CONNECT ? limits.connecting() : limits.silence();
        if (part.isPresent()) {
            long since = phase == Phase.CONNECT ? began + more : heard + waiting + excused;
            Due partDue = new Due(since + part.get().toNanos(), part.get());
            due = partDue.at() - due.at() < 0 ? partDue : due;
        }
        // Told at once that it waited too long, rather than given up later without a word of it.
        long hopeless = now + most + PUNCTUAL - held - waiting;
        return waiting > 0 && hopeless - due.at() < 0 ? new Due(hopeless, limits.whole()) : due;
    }

    /** Its time may be up. */
    private void ring(Turns turns) {
        alarm = null;
        // What has come since the loop last looked counts, too.
        long heardUntil = heard;
        long heldUntil = held;
        goOn(turns);
        if (over) {
            return;
        }
        if (heard == heardUntil) {
            held = heldUntil;
        }
        long now = turns.nanoTime();
        Due due = due(now);
        long late = now - due.at();
        if (late > PUNCTUAL && away == 0) {
            // The machine may have stood still, and with it what would have brought the answer.
            away = late;
        } else if (late >= 0) {
            end(turns, null, due.limit());
            return;
        }
        setAlarm(turns);
    }

    /** One that is set too early does no harm: it rings, and is set anew. */
    private void setAlarm(Turns turns) {
        long at = due(turns.nanoTime()).at();
        if (over || alarm != null && alarm.due() - at <= 0) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarm = turns.alarm(at, () -> ring(turns));
    }

    void fail(Turns turns, Throwable failure) {
        if (over) {
            Turns.report("a check that had ended", failure);
        } else {
            end(turns, failure, null);
        }
    }

    private void end(Turns turns, @Nullable Throwable failure, @Nullable Duration limit) {
        close(turns);
        try {
            long now = turns.nanoTime();
            long waited = held + away + waiting(now);
            if (limit != null) {
                waited = Math.max(waited, lateness(turns, began));
            }
            hearer.ends(new Ending(phase, failure, limit, Duration.ofNanos(now - began), Duration.ofNanos(waited)));
        } catch (RuntimeException | Error e) {
            Turns.report("who waits for a check", e);
        }
    }

    /** Nobody hears of it any more. */
    void close(Turns turns) {
        if (over) {
            return;
        }
        over = true;
        dialogue.close();
        closed(turns);
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        if (key != null) {
            turns.close(key);
        }
    }

    /** It was closed. */
    void closed(Turns turns) {}

    private SelectionKey key() {
        return Objects.requireNonNull(key);
    }

    SocketChannel channel() {
        return (SocketChannel) key().channel();
    }
}
