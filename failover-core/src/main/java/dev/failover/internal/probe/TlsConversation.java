package dev.failover.internal.probe;

import dev.failover.internal.probe.Ending.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/** A probe that speaks TLS first. Handshakes are worked at elsewhere; how long they wait there, this machine is to blame for. */
final class TlsConversation extends Conversation {
    private final TlsLine line;
    private boolean talking;
    private boolean begun;
    private boolean shaking;
    private long number;
    private long shakingSince;

    TlsConversation(InetSocketAddress peer, Limits limits, Tls tls, Dialogue dialogue, Hearer hearer) {
        super(peer, limits, dialogue, hearer);
        line = new TlsLine(tls);
    }

    /** There is a connection. What is said over it is said in pieces, and none waits for an acknowledgement of the one before. */
    @Override
    void connected(Turns turns) throws IOException {
        channel().setOption(StandardSocketOptions.TCP_NODELAY, true);
        enter(Phase.TLS, turns);
        shake(turns);
    }

    private void shake(Turns turns) {
        shaking = true;
        shakingSince = turns.nanoTime();
        aside(turns, work -> number = turns.shake(begun, work), () -> {
            try {
                boolean done = line.shake();
                ByteBuffer leaving = line.leaving();
                return (then, waited) -> shaken(then, waited, leaving, done);
            } catch (IOException e) {
                line.complain();
                ByteBuffer leaving = line.leaving();
                return (then, waited) -> {
                    say(then, leaving);
                    throw e;
                };
            }
        });
    }

    private void shaken(Turns turns, long waited, ByteBuffer leaving, boolean done) throws IOException {
        shaking = false;
        begun = true;
        hold(waited);
        turns.lateness().add(turns.nanoTime(), waited);
        enter(talking ? Phase.TALK : Phase.TLS, turns);
        say(turns, leaving);
        if (!done) {
            return;
        }
        if (!talking) {
            talking = true;
            enter(Phase.TALK, turns);
            line.say(dialogue.opening());
            say(turns, line.leaving());
        }
        // What came with the end of the handshake.
        resume(turns);
    }

    @Override
    void closed(Turns turns) {
        if (shaking) {
            turns.doNotShake(number);
            long now = turns.nanoTime();
            turns.lateness().add(now, waiting(now));
        } else {
            line.end();
        }
    }

    @Override
    long lateness(Turns turns, long since) {
        return turns.lateness().since(since);
    }

    @Override
    long waiting(long now) {
        return shaking ? now - shakingSince : 0;
    }

    @Override
    void take(Turns turns, ByteBuffer piece) throws IOException {
        line.arrives(piece);
        if (talking) {
            resume(turns);
        } else {
            shake(turns);
        }
    }

    @Override
    void takeEnd(Turns turns) throws IOException {
        if (!talking) {
            throw TlsLine.ended();
        }
        super.takeEnd(turns);
    }

    @Override
    void resume(Turns turns) throws IOException {
        while (isHearing()) {
            ByteBuffer plain = turns.plain();
            switch (line.read(plain)) {
                case PLAIN -> follow(turns, dialogue.hear(plain));
                case SHAKE -> shake(turns);
                case CLOSED -> super.takeEnd(turns);
                case MORE -> {
                    listen();
                    return;
                }
            }
        }
    }
}
