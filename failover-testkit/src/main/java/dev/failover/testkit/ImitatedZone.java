package dev.failover.testkit;

import dev.failover.component.Secret;
import dev.failover.dns.ApiDnsProviderBuilder;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.http.MalformedAnswerException;
import dev.failover.testkit.ImitatedApi.Refused;
import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import dev.failover.testkit.ImitatedApi.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A zone at an imitated vendor with an API over HTTP, where what is stored is served. Extend it, and say what the vendor answers; {@link
 * #started} puts it to work. Thread-safe; one request is answered at a time.
 */
public abstract class ImitatedZone implements DnsProviderContract.Zone {
    private final String zone;
    private final Map<RecordKey, RecordSet> sets = new LinkedHashMap<>();
    private final List<Map<RecordKey, RecordSet>> history = new ArrayList<>();
    private @Nullable ImitatedApi api;
    private volatile boolean mayWrite = true;
    private volatile Runnable beforeChange = () -> {};

    protected ImitatedZone(String zone) {
        this.zone = zone;
    }

    /** Starts the server of a new imitation, and fills the zone. */
    public static <Z extends ImitatedZone> Z started(Z imitation, Collection<RecordSet> recordSets) {
        ImitatedZone zone = imitation;
        zone.api = ImitatedApi.start(zone::reply);
        recordSets.forEach(zone::put);
        zone.history.clear();
        return imitation;
    }

    private Reply reply(Request request) throws Refused, MalformedAnswerException {
        if (ImitatedApi.isChange(request)) {
            // Without the lock: somebody else may be a provider, who asks.
            Runnable once = beforeChange;
            beforeChange = () -> {};
            once.run();
        }
        synchronized (this) {
            return answer(request);
        }
    }

    /** What the vendor answers; what changes the zone asks {@link #requireWrite} first, and ends with {@link #remember}. */
    protected abstract Reply answer(Request request) throws Refused, MalformedAnswerException;

    /** What the vendor says of the contract's faults. */
    protected abstract Words words();

    /** What is served now: the zone's content itself, unless overridden together with {@link #put}. */
    protected Map<RecordKey, RecordSet> served() {
        return sets;
    }

    /** Somebody edits the zone by hand. */
    public synchronized void put(RecordSet set) {
        sets.put(set.key(), set);
        remember();
    }

    /** The builder of a provider of this zone, with all it needs. */
    protected final <P> ApiDnsProviderBuilder<P> filled(ApiDnsProviderBuilder<P> builder, String token, String root) {
        return builder.zone(zone)
                .token(Secret.of(token))
                .endpoint(api().url() + root)
                .time(new ImpatientTime());
    }

    /** Whoever may only read is told so. */
    protected final void requireWrite(Reply denied) throws Refused {
        if (!mayWrite) {
            throw new Refused(denied);
        }
    }

    /** Adds what is served now to the history. */
    protected final void remember() {
        history.add(Map.copyOf(served()));
    }

    /** The zone's name. */
    protected final String zone() {
        return zone;
    }

    /** The server. */
    public final ImitatedApi api() {
        return Objects.requireNonNull(api);
    }

    /** The token may only read, from now on. */
    public final void denyWrites() {
        mayWrite = false;
    }

    /** Runs this once, before the next change is carried out. */
    public final void beforeNextChange(Runnable action) {
        beforeChange = action;
    }

    @Override
    public synchronized Optional<RecordSet> published(RecordKey key) {
        return Optional.ofNullable(served().get(key));
    }

    @Override
    public final synchronized Optional<List<Map<RecordKey, RecordSet>>> history() {
        return Optional.of(List.copyOf(history));
    }

    @Override
    public boolean inject(DnsProviderContract.Fault fault) {
        if (fault == DnsProviderContract.Fault.CHANGE_BEFORE_NEXT_WRITE) {
            beforeNextChange(() -> put(DnsProviderContract.INTRUDER));
            return true;
        }
        return api().inject(fault, words());
    }

    @Override
    public final void heal() {
        api().heal();
    }

    @Override
    public final OptionalLong requests() {
        return OptionalLong.of(api().requests().size());
    }

    @Override
    public final Optional<Duration> patience() {
        return words().throttled().headers().containsKey("Retry-After")
                ? Optional.of(ImitatedApi.PATIENCE)
                : Optional.empty();
    }

    @Override
    public final void close() {
        api().close();
    }
}
