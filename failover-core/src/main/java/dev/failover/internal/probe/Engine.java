package dev.failover.internal.probe;

import dev.failover.internal.loop.Loop;
import dev.failover.time.Task;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/**
 * Carries on any number of probes on the thread of a loop, beside all else that goes on there.
 *
 * <p>All have their turn, a piece at a time, whatever one of them is sent. For how long a probe waited for this machine is measured,
 * and given to it on top of its limits, so that what the peer had no chance to answer is not held against it. Thread-safe.
 */
public final class Engine {
    private final Executor thinkers;
    private final int processors;
    /** Of this engine: another one's turns on the same thread are its own. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Turns> turns = new ThreadLocal<>();

    /**
     * An engine at rest.
     *
     * @param thinkers where dialogues think: each on a thread of its own, so that none waits for another
     * @param processors how many handshakes of a loop are worked at at once, in which nothing waits
     */
    public Engine(Executor thinkers, int processors) {
        this.thinkers = thinkers;
        this.processors = processors;
    }

    /**
     * Begins a probe.
     *
     * @return calls it off: its connection is closed, and nobody is told
     */
    public Task begin(Loop loop, InetSocketAddress peer, Limits limits, Dialogue dialogue, Hearer hearer) {
        return begin(loop, new Conversation(peer, limits, dialogue, hearer));
    }

    /** The same over TLS, which is spoken before anything else. */
    public Task begin(Loop loop, InetSocketAddress peer, Limits limits, Tls tls, Dialogue dialogue, Hearer hearer) {
        return begin(loop, new TlsConversation(peer, limits, tls, dialogue, hearer));
    }

    private Task begin(Loop loop, Conversation conversation) {
        loop.execute(() -> conversation.open(turnsOf(loop)));
        return () -> loop.execute(() -> conversation.close(turnsOf(loop)));
    }

    /** On its thread. */
    private Turns turnsOf(Loop loop) {
        Turns present = turns.get();
        if (present == null) {
            present = new Turns(loop, thinkers, processors);
            turns.set(present);
        }
        return present;
    }
}
