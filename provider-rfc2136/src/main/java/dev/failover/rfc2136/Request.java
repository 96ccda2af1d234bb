package dev.failover.rfc2136;

import org.xbill.DNS.Message;

/** A message ready to be sent but for its signature. */
final class Request {
    private final Message message;
    /** Made once, as a message with 1,000 record sets takes milliseconds. */
    private final byte[] wire;

    Request(Message message) {
        this.message = message;
        this.wire = message.toWire();
    }

    Message message() {
        return message;
    }

    byte[] wire() {
        return wire;
    }
}
