package dev.failover.internal.probe;

import dev.failover.time.Task;
import dev.failover.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries on any number of probes on one thread, which begins with the first of them, keeps no application alive, and ends when there
 * was none for ten seconds.
 *
 * <p>All have their turn, a piece at a time, whatever one of them is sent. For how long a probe waited for this machine is measured,
 * and given to it on top of its limits, so that what the peer had no chance to answer is not held against it. Thread-safe.
 */
public final class Engine {
    private final TimeSource time;
    private final Executor thinkers;
    private final int processors;
    private final Duration idle;
    private final Queue<Consumer<Turns>> asked = new ArrayDeque<>();
    private @Nullable Turns turns;

    /**
     * An engine at rest.
     *
     * @param thinkers where dialogues think: each on a thread of its own, so that none waits for another
     * @param processors how many handshakes are worked at at once, in which nothing waits
     */
    public Engine(TimeSource time, Executor thinkers, int processors) {
        this(time, thinkers, processors, Duration.ofSeconds(10));
    }

    /** @param idle for how long its thread waits for the next probe */
    Engine(TimeSource time, Executor thinkers, int processors, Duration idle) {
        this.time = time;
        this.thinkers = thinkers;
        this.processors = processors;
        this.idle = idle;
    }

    /**
     * Begins a probe.
     *
     * @return calls it off: its connection is closed, and nobody is told
     */
    public Task begin(InetSocketAddress peer, Limits limits, Dialogue dialogue, Hearer hearer) {
        return begin(new Conversation(peer, limits, dialogue, hearer));
    }

    /** The same over TLS, which is spoken before anything else. */
    public Task begin(InetSocketAddress peer, Limits limits, Tls tls, Dialogue dialogue, Hearer hearer) {
        return begin(new TlsConversation(peer, limits, tls, dialogue, hearer));
    }

    private Task begin(Conversation conversation) {
        ask(conversation::open);
        return () -> ask(conversation::close);
    }

    /** Has something done on the engine's thread, in the order of the calls. */
    void ask(Consumer<Turns> action) {
        synchronized (asked) {
            asked.add(action);
            if (turns == null) {
                turns = new Turns(this, time, thinkers, processors, idle);
                turns.start();
            } else {
                turns.wakeUp();
            }
        }
    }

    /** What to do next; null if there is nothing. */
    @Nullable
    Consumer<Turns> next() {
        synchronized (asked) {
            return asked.poll();
        }
    }

    boolean isAsked() {
        synchronized (asked) {
            return !asked.isEmpty();
        }
    }

    /** Whether the thread that has nothing left to do may end. */
    boolean mayEnd() {
        synchronized (asked) {
            if (asked.isEmpty()) {
                turns = null;
            }
            return turns == null;
        }
    }
}
