package dev.failover.rfc2136;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.dns.DnsExchange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Builds {@link Rfc2136DnsProvider}s. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not
 * thread-safe.
 */
public final class Rfc2136DnsProviderBuilder {
    private static final Pattern RECORD = Pattern.compile("(\\S+) +(A|AAAA|CNAME|TXT)");

    private @Nullable String zone;
    private @Nullable DnsExchange server;
    private @Nullable Name tsigName;
    private @Nullable TsigAlgorithm tsigAlgorithm;
    private @Nullable Secret tsigSecret;
    private boolean unsigned;
    private List<RecordKey> checkRecords = List.of();
    private TimeSource time = TimeSource.system();

    Rfc2136DnsProviderBuilder() {}

    /** The zone's name: {@code example.org}. Required. */
    public Rfc2136DnsProviderBuilder zone(String zone) {
        this.zone = plainName(zone, "a zone's name like example.org");
        return this;
    }

    /**
     * The server that takes the updates, the zone's primary: an address or a name, and a port if it is not 53. {@code
     * 192.0.2.53}, {@code 127.0.0.1:5353}, {@code [2001:db8::53]:53}, {@code ns1.example.net}. Required. A name is resolved at each
     * call.
     */
    public Rfc2136DnsProviderBuilder server(String server) {
        this.server = DnsExchange.with(server);
        return this;
    }

    /** The key's name, with or without final dot: it is part of what is signed, so the server has to call the key the same. */
    public Rfc2136DnsProviderBuilder tsigName(String tsigName) {
        this.tsigName = Records.name(plainName(tsigName, "a key's name like failover-key."));
        return this;
    }

    /** The key's algorithm; HMAC-SHA256 unless set. */
    public Rfc2136DnsProviderBuilder tsigAlgorithm(TsigAlgorithm tsigAlgorithm) {
        this.tsigAlgorithm = tsigAlgorithm;
        return this;
    }

    /** The key itself, in base64. */
    public Rfc2136DnsProviderBuilder tsigSecret(Secret tsigSecret) {
        TsigKey.decode(tsigSecret);
        this.tsigSecret = tsigSecret;
        return this;
    }

    /**
     * Whether to do without a key. The server then has to allow updates by address, and anybody on the way can change messages
     * and forge answers: for a server on this machine. Off unless set.
     */
    public Rfc2136DnsProviderBuilder unsigned(boolean unsigned) {
        this.unsigned = unsigned;
        return this;
    }

    /**
     * What {@link Rfc2136DnsProvider#inspect} looks at the right to change for, as {@code www A}, {@code @ AAAA}. Needed only where
     * the server grants single names; unless set, the right to change any name is looked at.
     */
    public Rfc2136DnsProviderBuilder checkRecords(List<String> checkRecords) {
        this.checkRecords =
                checkRecords.stream().map(Rfc2136DnsProviderBuilder::recordKey).toList();
        return this;
    }

    /** What time it is, for signatures, deadlines and pauses; the machine's own unless set. */
    public Rfc2136DnsProviderBuilder time(TimeSource time) {
        this.time = time;
        return this;
    }

    private static RecordKey recordKey(String text) {
        Matcher matcher = RECORD.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be a name relative to the zone and a type, like \"www A\" or \"@ AAAA\", not \"" + text
                            + "\"");
        }
        return new RecordKey(matcher.group(1), RecordType.valueOf(matcher.group(2)));
    }

    /** The name in lower case and ASCII, without final dot: what is a name within a zone is one by itself. */
    private static String plainName(String text, String what) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        try {
            if (!name.equals(RecordKey.APEX) && !name.startsWith("*")) {
                return new RecordKey(name, RecordType.A).name();
            }
        } catch (IllegalArgumentException e) {
            // Said below, as it is no name within a zone.
        }
        throw new IllegalArgumentException("must be " + what + ", not \"" + text + "\"");
    }

    /**
     * Makes the provider; asks nobody anything.
     *
     * @throws InvalidSettingsException naming all that is missing, or does not go together
     */
    public Rfc2136DnsProvider build() {
        Problems problems = new Problems();
        problems.present(zone, "zone", "the zone's name, like example.org");
        problems.present(server, "server", "the zone's primary server, like 192.0.2.53 or 127.0.0.1:5353");
        checkKey(problems);
        problems.throwIfAny();
        PrimaryServer primary = new PrimaryServer(Objects.requireNonNull(server), key(), time);
        return new Rfc2136DnsProvider(Objects.requireNonNull(zone), primary, checkRecords, time);
    }

    private void checkKey(Problems problems) {
        Map<String, @Nullable Object> key = new LinkedHashMap<>();
        key.put("tsig-name", tsigName);
        key.put("tsig-secret", tsigSecret);
        if (!unsigned) {
            key.forEach((setting, value) -> {
                if (value == null) {
                    problems.add(
                            setting,
                            "is missing: updates are signed by a key's tsig-name and tsig-secret; only a server that allows"
                                    + " them by address does without, with unsigned: true");
                }
            });
            return;
        }
        key.put("tsig-algorithm", tsigAlgorithm);
        key.forEach((setting, value) -> {
            if (value != null) {
                problems.add(setting, "would never be used, with unsigned: true; remove one of the two");
            }
        });
    }

    private @Nullable TsigKey key() {
        if (tsigName == null || tsigSecret == null) {
            return null;
        }
        return new TsigKey(
                tsigName, tsigAlgorithm == null ? TsigAlgorithm.HMAC_SHA256 : tsigAlgorithm, tsigSecret, time);
    }
}
