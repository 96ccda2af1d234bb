package dev.failover.rfc2136;

import dev.failover.component.Excerpt;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsExchange;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * The server that takes the updates. Signs what goes there, believes only what comes back signed, and sends again what got no
 * answer: the same bytes, so that the server can tell neither more nor less from them. Immutable; asking blocks.
 */
final class PrimaryServer {
    private static final Logger log = LoggerFactory.getLogger(PrimaryServer.class);

    /** What every server takes in a datagram (RFC 1035, section 2.3.4). */
    private static final int MAX_DATAGRAM = 512;

    /** After which datagrams are taken not to get through at all. */
    private static final Duration MAX_UDP = Duration.ofSeconds(3);

    private final DnsExchange exchange;
    private final @Nullable TsigKey key;
    private final InstantSource clock;

    /** @param key null for messages that are not signed */
    PrimaryServer(DnsExchange exchange, @Nullable TsigKey key, InstantSource clock) {
        this.exchange = exchange;
        this.key = key;
        this.clock = clock;
    }

    DnsExchange exchange() {
        return exchange;
    }

    /** The key's name and algorithm; empty if messages are not signed. */
    Optional<String> key() {
        return Optional.ofNullable(key).map(TsigKey::toString);
    }

    /**
     * Sends a request, signed.
     *
     * @return the answer, whatever it says
     * @throws UnavailableException if there is none in time, or none to believe
     * @throws RejectedException if the server has another secret for the key
     */
    Reply ask(Request request, Deadline deadline) throws InterruptedException {
        TSIGRecord signature = key == null ? null : key.sign(request);
        byte[] wire = signature == null ? request.wire() : TsigKey.append(request, signature);
        Message message = request.message();
        if (wire.length <= MAX_DATAGRAM) {
            try {
                byte[] answer =
                        exchange.overUdp(wire, deadline.half().orIn(MAX_UDP).remaining());
                if (!isTruncated(answer)) {
                    return read(answer, message, signature);
                }
            } catch (UnavailableException e) {
                log.debug("Over UDP: {}; trying TCP", e.getMessage());
            }
        }
        try {
            return read(exchange.overTcp(wire, deadline.half().remaining()), message, signature);
        } catch (UnavailableException e) {
            log.debug("Over TCP: {}; trying again", e.getMessage());
            return read(exchange.overTcp(wire, deadline.remaining()), message, signature);
        }
    }

    private static boolean isTruncated(byte[] answer) {
        int flags = 2;
        return answer.length > flags && (answer[flags] & 0x02) != 0;
    }

    private Reply read(byte[] wire, Message request, @Nullable TSIGRecord signature) {
        Message answer;
        try {
            answer = new Message(wire);
        } catch (IOException e) {
            throw new UnavailableException(
                    exchange + " gave an answer that can't be read: " + Excerpt.of(e.getMessage()), e);
        }
        boolean fits = answer.getHeader().getFlag(Flags.QR)
                && answer.getHeader().getID() == request.getHeader().getID()
                && answer.getHeader().getOpcode() == request.getHeader().getOpcode();
        if (!fits) {
            throw new UnavailableException(exchange + " gave an answer to something else");
        }
        Optional<Duration> ahead = Optional.ofNullable(answer.getTSIG())
                .map(tsig -> Duration.between(clock.instant(), tsig.getTimeSigned()));
        if (key != null && signature != null) {
            verify(key, answer, wire, signature, request.getQuestion().getName());
        }
        return new Reply(answer, wire, ahead);
    }

    /** @param asked the zone to be changed, or a name in it */
    private void verify(TsigKey key, Message answer, byte[] wire, TSIGRecord request, Name asked) {
        TSIGRecord tsig = answer.getTSIG();
        if (tsig == null) {
            if (answer.getRcode() == Rcode.NOTAUTH) {
                // PowerDNS, for one, does not say which it is.
                throw new RejectedException(exchange + " takes no message by key " + key
                        + " (NOTAUTH) and does not say why; check tsig-name, tsig-algorithm, tsig-secret and this machine's"
                        + " clock, and whether the server has a zone for " + asked.toString(true));
            }
            if (isFailure(answer.getRcode())) {
                return;
            }
            throw new UnavailableException(exchange
                    + " gave an answer without signature, which is not believed; does it know key " + key + "?");
        }
        if (tsig.getError() == Rcode.BADKEY) {
            // Who refuses a key does not sign with it; who asked finds it in the answer.
            return;
        }
        if (tsig.getError() == Rcode.BADSIG || tsig.getError() == Rcode.BADTRUNC) {
            throw new RejectedException(exchange + " has another secret for key " + key + " ("
                    + Rcode.TSIGstring(tsig.getError()) + "); check tsig-secret");
        }
        int verified = key.verify(answer, wire, request);
        if (tsig.getError() == Rcode.BADTIME && verified == Rcode.NOERROR) {
            throw clock(serverTime(tsig.getOther()));
        }
        if (verified == Rcode.BADTIME) {
            throw clock(Optional.of(Duration.between(clock.instant(), tsig.getTimeSigned())));
        }
        if (verified != Rcode.NOERROR) {
            throw new UnavailableException(exchange + " gave an answer that is not signed by key " + key
                    + ", which is not believed (" + Rcode.TSIGstring(verified) + ")");
        }
    }

    /** An answer by which nothing is gained for a forger, and which servers that don't know the key can't sign. */
    private static boolean isFailure(int rcode) {
        return switch (rcode) {
            case Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED -> true;
            default -> false;
        };
    }

    /** How far the server is ahead, by its own time in a BADTIME answer: 48 bits of seconds (RFC 8945, section 5.2.3). */
    private Optional<Duration> serverTime(byte @Nullable [] other) {
        if (other == null || other.length != 6) {
            return Optional.empty();
        }
        long seconds = 0;
        for (byte each : other) {
            seconds = seconds << 8 | (each & 0xff);
        }
        return Optional.of(Duration.ofSeconds(seconds - clock.instant().getEpochSecond()));
    }

    private UnavailableException clock(Optional<Duration> ahead) {
        String by = ahead.map(each -> Durations.format(each.abs()) + (each.isNegative() ? " ahead of" : " behind"))
                .orElse("far from");
        return new UnavailableException("this machine's clock is " + by + " that of " + exchange
                + ", and signatures are good for " + Durations.format(TSIG.FUDGE)
                + " only (BADTIME); set the clocks right (NTP)");
    }

    @Override
    public String toString() {
        return exchange.toString();
    }
}
