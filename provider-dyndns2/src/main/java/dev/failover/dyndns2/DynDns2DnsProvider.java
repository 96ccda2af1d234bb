package dev.failover.dyndns2;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.dns.WriteOnlyDnsProvider;
import dev.failover.dyndns2.Families.Update;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names at a vendor of dynamic DNS, by the DynDNS2 protocol ({@code /nic/update}): OVH's DynHost, deSEC's dedyn, No-IP, Strato and others.
 *
 * <p>The vendor is told one address of each family for a name, and can't be asked: what is there is what the zone's servers give. It
 * sets the TTL itself, keeps no ownership record, compares nothing, and removes nothing for us. Each name is one update, or two where the
 * vendor keeps the families apart. What it refuses is not sent again for a while, since it blocks who goes on. Thread-safe; changes of one
 * zone wait for each other in the whole process.
 */
public final class DynDns2DnsProvider extends WriteOnlyDnsProvider {
    private static final int UNAUTHORIZED = 401;
    private static final Set<Integer> NOT_NOW = Set.of(408, 423, 425, 429);

    private final Account account;
    private final HttpCaller http;
    private final Pauses pauses;

    DynDns2DnsProvider(Account account, HttpCaller http) {
        super(account.host(), account.zone(), account.servers(), account.propagation(), account.time());
        this.account = account;
        this.http = http;
        this.pauses = new Pauses(account.time());
    }

    /** A builder; zone, vendor or endpoint, user and password must be set. */
    public static DynDns2DnsProviderBuilder builder() {
        return new DynDns2DnsProviderBuilder();
    }

    @Override
    protected void send(List<RecordSet> desired, Look there, Deadline deadline) throws InterruptedException {
        Map<String, Map<RecordType, RecordSet>> names = new LinkedHashMap<>();
        desired.forEach(set -> names.computeIfAbsent(set.key().name(), name -> new EnumMap<>(RecordType.class))
                .put(set.key().type(), set));
        for (Map.Entry<String, Map<RecordType, RecordSet>> name : names.entrySet()) {
            pauses.requireNone(name.getKey());
            Map<RecordType, RecordSet> others = new EnumMap<>(RecordType.class);
            if (account.families().needsOther() && name.getValue().size() == 1) {
                RecordType missing = name.getValue().containsKey(RecordType.A) ? RecordType.AAAA : RecordType.A;
                there.at(new RecordKey(name.getKey(), missing)).ifPresent(set -> others.put(missing, set));
            }
            for (Update update : account.families().updates(name.getKey(), name.getValue(), others)) {
                send(update, deadline);
            }
        }
    }

    private void send(Update update, Deadline deadline) throws InterruptedException {
        HttpCall call = HttpCall.of("GET", URI.create(account.query(update)))
                .header("Authorization", account.authorization())
                .header("User-Agent", account.userAgent());
        HttpReply reply = http.call(call, deadline.remaining());
        if (reply.status() / 100 == 5 || NOT_NOW.contains(reply.status())) {
            throw new UnavailableException(
                    "%s can't update %s now (HTTP %s).".formatted(account.host(), account.name(update), reply.status()),
                    null,
                    reply.retryAfter(account.time().instant()).orElse(null));
        }
        take(update, reply);
        update.desired().forEach(this::took);
    }

    private void take(Update update, HttpReply reply) {
        String body = account.mask(reply.text());
        Answer answer = reply.status() == UNAUTHORIZED ? Answer.read("badauth") : Answer.read(body);
        String said = "%s answered \"%s\" (HTTP %s) to an update of %s: "
                .formatted(account.host(), Excerpt.of(body), reply.status(), account.name(update));
        answer.meaning().ifPresent(meaning -> {
            throw pauses.begin(
                    meaning.all() ? Pauses.ALL : update.host(),
                    meaning.rejected(),
                    said + meaning.sentence() + ".",
                    meaning.pause());
        });
        if (reply.isSuccess() && answer.isTaken()) {
            requireOurs(update, answer, said);
        } else if (reply.status() / 100 == 4 && !body.stripLeading().startsWith("<")) {
            throw pauses.begin(update.host(), true, said + "it refuses that.", Duration.ofMinutes(10));
        } else {
            throw new UnavailableException(said + "that is not the protocol; if it stays so, check endpoint.");
        }
    }

    /** A vendor that ignores a client says "good 127.0.0.1"; one that takes no {@code myip} says where we are. */
    private void requireOurs(Update update, Answer answer, String said) {
        boolean named =
                update.desired().stream().flatMap(set -> set.values().stream()).anyMatch(answer.addresses()::contains);
        if (!answer.addresses().isEmpty() && !named) {
            throw pauses.begin(
                    update.host(),
                    true,
                    said + "the name has another address now than was sent; the vendor may ignore this client.",
                    Duration.ofMinutes(10));
        }
    }

    @Override
    public List<Finding> inspect(Duration timeout) {
        Findings findings = new Findings();
        findings.warning(
                "right to update",
                "user and password of %s can't be verified without an update, which %s counts; make one on a quiet day"
                        .formatted(account.zone(), account.host()));
        return findings.list();
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return "DynDNS2 zone %s at %s".formatted(account.zone(), account.host());
    }
}
