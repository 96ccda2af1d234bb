package dev.failover.rfc2136;

import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/** An answer that is the server's own, if messages are signed. */
final class Reply {
    private final Message message;
    private final byte[] wire;
    private final Optional<Duration> ahead;

    /**
     * @param wire the bytes it came in
     * @param ahead how far the server's clock is ahead of ours, to the second; empty if the answer does not say
     */
    Reply(Message message, byte[] wire, Optional<Duration> ahead) {
        this.message = message;
        this.wire = wire;
        this.ahead = ahead;
    }

    Message message() {
        return message;
    }

    byte[] wire() {
        return wire;
    }

    Optional<Duration> ahead() {
        return ahead;
    }

    /** The response code, or {@link Rcode#BADKEY}, which stands in the signature's place. */
    int rcode() {
        TSIGRecord tsig = message.getTSIG();
        return tsig != null && tsig.getError() == Rcode.BADKEY ? Rcode.BADKEY : message.getRcode();
    }
}
