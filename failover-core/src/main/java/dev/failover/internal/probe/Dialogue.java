package dev.failover.internal.probe;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What one probe says over its connection, and what it makes of what it hears. One for each probe. It is called by one thread at a
 * time, and never blocks.
 */
public interface Dialogue {
    /** How it goes on. */
    enum Step {
        /** It listens. */
        MORE,
        /** It knows enough: the connection is closed. */
        ENOUGH,
        /** It must {@linkplain #think}, and hears nothing until it has. */
        THINK
    }

    /** What is said as soon as there is a connection; may be empty. Read to its end. */
    ByteBuffer opening();

    /** Whether all is known once the opening is said. */
    default boolean isMonologue() {
        return false;
    }

    /**
     * Hears a piece of what the peer says.
     *
     * @param piece read to its end, and used for something else afterwards
     * @throws IOException if that is not what such a peer may say
     */
    Step hear(ByteBuffer piece) throws IOException;

    /**
     * Hears that the peer says no more.
     *
     * @return {@link Step#ENOUGH} or {@link Step#THINK}
     * @throws IOException if it should have said more
     */
    Step hearEnd() throws IOException;

    /**
     * What may take its time: on a thread of its own, and with nobody to interrupt it.
     *
     * @return {@link Step#MORE} or {@link Step#ENOUGH}
     */
    default Step think() throws IOException {
        return Step.ENOUGH;
    }

    /** It is over, however it ended. */
    default void close() {}
}
