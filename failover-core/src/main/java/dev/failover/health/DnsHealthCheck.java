package dev.failover.health;

import com.google.common.net.InetAddresses;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsExchange;
import dev.failover.dns.QuotedText;
import dev.failover.time.Durations;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks a site's own name server a question: UP if it answers NOERROR with a record of the type asked for, and with the values that are
 * expected. The question goes in a datagram, a second time if that seems lost, and over TCP if the answer is truncated. Immutable and
 * thread-safe.
 */
public final class DnsHealthCheck implements HealthCheck {
    private static final int MOST_SHOWN = 3;

    private final int port;
    private final Name name;
    private final int type;
    private final List<Record> expected;
    private final boolean authoritative;

    private DnsHealthCheck(Builder builder, Name name, List<Record> expected) {
        port = builder.port;
        this.name = name;
        type = builder.type;
        this.expected = expected;
        authoritative = builder.authoritative;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (authoritative) {
            question.getHeader().unsetFlag(Flags.RD);
        }
        String server = InetAddresses.toUriString(address) + ":" + port;
        try {
            return judge(new Message(DnsExchange.with(server).ask(question.toWire(), timeout)));
        } catch (UnavailableException e) {
            return unanswered(e, timeout);
        } catch (IOException e) {
            throw new IllegalStateException("what was read once can't be read again", e);
        }
    }

    private static Health unanswered(UnavailableException failure, Duration timeout) {
        Throwable cause = failure.getCause();
        if (cause instanceof CancellationException || cause instanceof SocketTimeoutException) {
            return Health.down("no answer within " + Durations.format(timeout));
        }
        if (cause instanceof PortUnreachableException) {
            return Health.down("nothing listens there");
        }
        boolean onTheWay = cause instanceof SocketException
                || String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("unreachable");
        return onTheWay && cause instanceof IOException e
                ? ConnectFailure.explain(e, timeout)
                : Health.down(Excerpt.of(failure.getMessage()));
    }

    private Health judge(Message answer) {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR) {
            return Health.down("answered " + Rcode.string(code));
        }
        if (authoritative && !answer.getHeader().getFlag(Flags.AA)) {
            return Health.down("its answer is not authoritative");
        }
        List<Record> records = answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type)
                .toList();
        if (records.isEmpty()) {
            return Health.down("answered without a record of type " + Type.string(type));
        }
        for (Record wanted : expected) {
            if (records.stream().noneMatch(record -> isSame(record, wanted))) {
                return Health.down("answered without %s, but with %s".formatted(shown(wanted), shown(records)));
            }
        }
        return Health.up("answered with " + shown(records));
    }

    private static boolean isSame(Record one, Record other) {
        return Arrays.equals(one.rdataToWireCanonical(), other.rdataToWireCanonical());
    }

    private static String shown(List<Record> records) {
        int more = records.size() - MOST_SHOWN;
        return records.stream().limit(MOST_SHOWN).map(DnsHealthCheck::shown).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String shown(Record record) {
        return Excerpt.of(record.rdataToString(), 60);
    }

    @Override
    public String toString() {
        return "dns check: " + name.toString(true) + " " + Type.string(type) + ", port " + port;
    }

    /** Builds a {@link DnsHealthCheck}. Only the name is needed. Not thread-safe. */
    public static final class Builder {
        private static final int DNS = 53;

        private int port = DNS;
        private @Nullable Name name;
        private int type = Type.A;
        private List<String> contains = List.of();
        private boolean authoritative;

        private Builder() {}

        /** At which port, 1 to 65535; by default 53. */
        public Builder port(int port) {
            this.port = PortRange.checked(port);
            return this;
        }

        /** The whole name to ask for, letters of any script; {@code .} is the root. Required. */
        public Builder name(String name) {
            try {
                this.name = name.equals(".")
                        ? Name.root
                        : Name.fromString(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED), Name.root);
            } catch (TextParseException | IllegalArgumentException e) {
                throw new IllegalArgumentException("must be a DNS name, like www.example.org", e);
            }
            return this;
        }

        /** The type of record to ask for, by its mnemonic ({@code SOA}, {@code MX}); by default {@code A}. */
        public Builder recordType(String type) {
            int value = Type.value(type.toUpperCase(Locale.ROOT));
            if (value < 0 || !Type.isRR(value)) {
                throw new IllegalArgumentException(
                        "must be a type of record, like A, SOA or MX, not \"" + Excerpt.of(type) + "\"");
            }
            this.type = value;
            return this;
        }

        /**
         * Values that must be among those of the answer, as zone files have them, with whole names ({@code 10 mail.example.org}); a text
         * without its quotes. By default none: any answer will do.
         */
        public Builder contains(List<String> values) {
            contains = List.copyOf(values);
            return this;
        }

        /** Whether the answer must be authoritative, and recursion is not asked for; by default not. */
        public Builder authoritative(boolean authoritative) {
            this.authoritative = authoritative;
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the name is missing, or a value can't be one of the type
         */
        public DnsHealthCheck build() {
            Problems problems = new Problems()
                    .unless(name != null, "name", "is required: the name to ask for, like www.example.org");
            Name asked = name == null ? Name.root : name;
            List<Record> expected = new ArrayList<>();
            for (String value : contains) {
                try {
                    expected.add(parse(asked, value));
                } catch (IOException e) {
                    problems.add(
                            "contains",
                            "must be values of type %s, not \"%s\"".formatted(Type.string(type), Excerpt.of(value)));
                }
            }
            problems.throwIfAny();
            return new DnsHealthCheck(this, asked, List.copyOf(expected));
        }

        private Record parse(Name asked, String value) throws IOException {
            String text = type == Type.TXT ? QuotedText.DECIMAL.quote(value) : value;
            return Record.fromString(asked, type, DClass.IN, 0, text, Name.root);
        }
    }
}
