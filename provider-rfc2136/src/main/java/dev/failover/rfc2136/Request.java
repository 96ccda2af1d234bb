package dev.failover.rfc2136;

import org.xbill.DNS.Message;

/**
 * A message ready to be sent but for its signature.
 *
 * @param wire the message's bytes: made once, as a message with 1,000 record sets takes milliseconds
 */
record Request(Message message, byte[] wire) {
    static Request of(Message message) {
        return new Request(message, message.toWire());
    }
}
