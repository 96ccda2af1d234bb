package dev.failover.internal.loop;

import java.io.IOException;

/** Who waits for a channel. It is called on the loop's thread. */
public interface Ready {
    /** The channel can go on. */
    void goOn();

    /** The loop carries nothing on any more that it carried on before. */
    void lose(IOException why);
}
