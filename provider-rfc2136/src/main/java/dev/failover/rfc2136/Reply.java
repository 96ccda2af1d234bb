package dev.failover.rfc2136;

import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Message;

/**
 * An answer that is the server's own, if messages are signed.
 *
 * @param wire the bytes it came in
 * @param ahead how far the server's clock is ahead of ours, to the second; empty if the answer does not say
 */
record Reply(Message message, byte[] wire, Optional<Duration> ahead) {
    int rcode() {
        return message.getRcode();
    }
}
