package dev.failover.internal.probe;

import dev.failover.internal.component.BugLog;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's thread: turn by turn it carries on what can go on, does what it was asked to do, and looks whose time is up. In this
 * order, as an answer that has come counts however late it is read.
 */
final class Turns implements Runnable {
    /** So many probes that begin at once hold up the others by some milliseconds, and not by more. */
    private static final int MOST_ASKED = 64;
    /** Whoever slept for so long did so because there was nothing to do. */
    private static final long SLEPT = Duration.ofMillis(1).toNanos();

    private static final int PIECE = 16 << 10;
    /** As much as a record of TLS holds (RFC 8446, section 5.2), and twice that for what the JDK asks for in addition. */
    private static final int RECORD = 64 << 10;

    private static final BugLog BUGS = new BugLog(Engine.class);

    private final Engine engine;
    private final TimeSource time;
    private final Executor thinkers;
    private final Handshakes handshakes;
    private final Lateness lateness = new Lateness();
    private final long idle;
    /** All that is heard passes through it. */
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    /** And what was TLS besides through this. */
    private final ByteBuffer plain = ByteBuffer.allocate(RECORD);

    private final Set<Conversation> open = new HashSet<>();
    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private long alarmsSet;
    private volatile boolean asleep;
    private volatile @Nullable Selector selector;
    private @Nullable IOException noSelector;
    /** When it last woke up. */
    private long woke;
    /** Since when at the earliest what goes on in this turn may have waited for it. */
    private long waiting;

    /** When to look whether somebody's time is up. */
    record Alarm(long at, long number, Conversation of) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            // By what lies between them: the clock may overflow.
            return at == other.at ? Long.compare(number, other.number) : Long.signum(at - other.at);
        }
    }

    Turns(Engine engine, TimeSource time, Executor thinkers, int processors, Duration idle) {
        this.engine = engine;
        this.time = time;
        this.thinkers = thinkers;
        handshakes = new Handshakes(thinkers, processors);
        this.idle = idle.toNanos();
    }

    void start() {
        Thread thread = new Thread(this, "failover-checks");
        thread.setDaemon(true);
        thread.start();
    }

    /** By any thread, once it is asked for something. */
    void wakeUp() {
        Selector sleeping = selector;
        if (asleep && sleeping != null) {
            sleeping.wakeup();
        }
    }

    @Override
    public void run() {
        do {
            try (Selector opened = Selector.open()) {
                selector = opened;
                woke = nanoTime();
                while (turn(opened)) {
                    // All is done in a turn.
                }
            } catch (IOException e) {
                // Most likely there are no descriptors left.
                giveUp(e);
            } catch (RuntimeException | Error e) {
                BUGS.report("the engine of the checks", e);
                giveUp(new IOException("the engine of the checks failed: " + e, e));
            }
        } while (!engine.mayEnd());
    }

    /** Ends all that is under way and all that is asked for. */
    private void giveUp(IOException failure) {
        selector = null;
        noSelector = failure;
        // Not the peers' fault, which an IOException would be.
        IllegalStateException ours = new IllegalStateException("the engine of the checks failed", failure);
        List.copyOf(open).forEach(conversation -> conversation.fail(this, ours));
        act(Integer.MAX_VALUE);
        noSelector = null;
    }

    /** Whether there is another. */
    private boolean turn(Selector selector) throws IOException {
        boolean empty = open.isEmpty();
        long slept = sleep(selector);
        for (SelectionKey key : selector.selectedKeys()) {
            ((Conversation) key.attachment()).goOn(this);
        }
        selector.selectedKeys().clear();
        act(MOST_ASKED);
        ring();
        return !empty || !open.isEmpty() || slept < idle || engine.isAsked();
    }

    private long sleep(Selector selector) throws IOException {
        long began = nanoTime();
        long wait = alarms.isEmpty() ? idle : Math.max(0, alarms.first().at() - began);
        asleep = true;
        if (wait == 0 || engine.isAsked()) {
            selector.selectNow();
        } else {
            selector.select(Duration.ofNanos(wait).plusNanos(999_999).toMillis());
        }
        asleep = false;
        long now = nanoTime();
        // It may have overslept, and the whole machine with it.
        waiting = now - began > SLEPT ? now - Math.max(0, now - began - wait) : woke;
        woke = now;
        return now - began;
    }

    private void act(int most) {
        for (int i = 0; i < most; i++) {
            Consumer<Turns> next = engine.next();
            if (next == null) {
                return;
            }
            next.accept(this);
        }
    }

    private void ring() {
        long now = nanoTime();
        while (!alarms.isEmpty() && alarms.first().at() - now <= 0) {
            alarms.pollFirst().of().ring(this, now);
        }
    }

    long nanoTime() {
        return time.nanoTime();
    }

    /** For how long what goes on now may have waited for its turn. */
    long late() {
        return nanoTime() - waiting;
    }

    /** Empty, to be filled and read before anything else is heard. */
    ByteBuffer piece() {
        return piece.clear();
    }

    /** The same for what is unpacked from TLS. */
    ByteBuffer plain() {
        return plain.clear();
    }

    Selector selector() throws IOException {
        Selector present = selector;
        if (present == null) {
            throw new IOException(noSelector);
        }
        return present;
    }

    void add(Conversation conversation) {
        open.add(conversation);
    }

    void remove(Conversation conversation) {
        open.remove(conversation);
    }

    Alarm alarm(long at, Conversation of) {
        Alarm alarm = new Alarm(at, alarmsSet++, of);
        alarms.add(alarm);
        return alarm;
    }

    void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    /** Has something done on a thread of its own; what comes of it is done here. */
    void think(Supplier<Consumer<Turns>> work) {
        thinkers.execute(() -> engine.ask(work.get()));
    }

    /**
     * The same for a handshake, once it is its turn.
     *
     * @param isBegun whether the peer has answered already
     * @return its number, by which it can be {@linkplain #doNotShake called off}
     */
    long shake(boolean isBegun, Supplier<Consumer<Turns>> work) {
        return handshakes.add(isBegun, () -> {
            Consumer<Turns> then = work.get();
            engine.ask(turns -> {
                handshakes.ended();
                then.accept(turns);
            });
        });
    }

    /** Of handshakes. */
    Lateness lateness() {
        return lateness;
    }

    void doNotShake(long number) {
        handshakes.remove(number);
    }

    static void report(String who, Throwable bug) {
        BUGS.report(who, bug);
    }
}
