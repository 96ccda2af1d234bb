package dev.failover.internal.publish;

import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The writers of one service, one for each provider that holds some of its records. Lives on the event thread. */
public final class ServiceWriters implements AutoCloseable {
    private final Map<String, ProviderWriter> writers = new TreeMap<>();
    private final List<Place> places;

    /** @param writer makes the writer of a provider, by its name */
    public ServiceWriters(List<Place> places, Function<String, ProviderWriter> writer) {
        this.places = places;
        places.forEach(place -> writers.computeIfAbsent(place.provider(), writer));
    }

    /** Whether nothing is asked or told of any vendor at this moment. */
    public boolean areIdle() {
        return writers.values().stream().allMatch(ProviderWriter::isIdle);
    }

    /** Whether there is more than one vendor, so that a switch can be half done. */
    public boolean areSeveral() {
        return writers.size() > 1;
    }

    /** Forgets what was done for an earlier intent. */
    public void begin() {
        writers.values().forEach(ProviderWriter::begin);
    }

    /** Everything is in place. */
    public void settle() {
        writers.values().forEach(ProviderWriter::settle);
    }

    /** Makes the changes, by provider, each as soon as its writer is free. */
    public void write(Map<String, List<RecordChange>> changes) {
        changes.forEach((provider, theirs) -> of(provider).write(theirs));
    }

    /** Forgets what was found in these places: something has changed there. */
    public void forget(Set<Place> changed) {
        changed.forEach(place -> of(place.provider()).forget(place.key()));
    }

    /** Asks the vendors what they have in these places. */
    public void ask(Set<Place> asked) {
        byProvider(asked).forEach((provider, keys) -> of(provider).ask(keys));
    }

    /** Asks all vendors what they have. */
    public void askAll() {
        ask(Set.copyOf(places));
    }

    private static Map<String, Set<RecordKey>> byProvider(Collection<Place> places) {
        return places.stream()
                .collect(Collectors.groupingBy(
                        Place::provider, Collectors.mapping(Place::key, Collectors.toUnmodifiableSet())));
    }

    /** Asks those vendors that refused a change because something else was there. */
    public void askWhereRefused() {
        ask(places.stream().filter(place -> of(place.provider()).mustAsk()).collect(Collectors.toUnmodifiableSet()));
    }

    /** Reads what all of them have, for nothing but to know that it can be read. */
    public void rehearse() {
        byProvider(places).forEach((provider, keys) -> of(provider).rehearse(keys));
    }

    /** Why they can't be read, by provider. */
    public Map<String, String> unreadable() {
        return reasons(ProviderWriter::unreadable);
    }

    /** The providers whose latest write for the present intent returned. */
    public Set<String> applied() {
        Set<String> applied = new LinkedHashSet<>();
        writers.forEach((name, writer) -> {
            if (writer.isApplied()) {
                applied.add(name);
            }
        });
        return applied;
    }

    /** What the vendors had when last asked, where they were. */
    public Map<Place, Optional<RecordSet>> found() {
        Map<Place, Optional<RecordSet>> found = new LinkedHashMap<>();
        for (Place place : places) {
            Map<RecordKey, Optional<RecordSet>> asked = of(place.provider()).found();
            if (asked.containsKey(place.key())) {
                found.put(place, asked.get(place.key()));
            }
        }
        return found;
    }

    /** Which of these can't take effect any more. One whose provider is no longer the service's is nobody's to wait for. */
    public Set<Placement> expired(Collection<Placement> outstanding) {
        return outstanding.stream()
                .filter(placement -> {
                    ProviderWriter writer = writers.get(placement.place().provider());
                    return writer == null || writer.isExpired(placement.recordSet());
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why the latest call failed, by provider. */
    public Map<String, String> failures() {
        return reasons(ProviderWriter::failure);
    }

    /** Why calls fail that are more than a hiccup, by provider. */
    public Map<String, String> alarms() {
        return reasons(ProviderWriter::alarm);
    }

    private Map<String, String> reasons(Function<ProviderWriter, Optional<String>> reason) {
        Map<String, String> reasons = new TreeMap<>();
        writers.forEach((name, writer) -> reason.apply(writer).ifPresent(why -> reasons.put(name, why)));
        return reasons;
    }

    private ProviderWriter of(String provider) {
        ProviderWriter writer = writers.get(provider);
        if (writer == null) {
            throw new IllegalStateException("no writer for " + provider);
        }
        return writer;
    }

    @Override
    public void close() {
        writers.values().forEach(ProviderWriter::close);
    }
}
