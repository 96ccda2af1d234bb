package dev.failover.evidence;

import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Reach;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was collected for an incident, and what wasn't. Immutable.
 *
 * @param number grows by one with each, in the order in which they ended; 0 before
 * @param began when collecting began
 * @param ended when it ended; empty while it goes on, or if that was cut short
 * @param journal the journal's entry of the switch; empty if there is none
 * @param previous the manifest that ended before this one; empty of the first
 * @param collectors all that were to be asked, in the order of the configuration
 * @param items what they brought
 */
public record Manifest(
        long number,
        Incident incident,
        Instant began,
        Optional<Instant> ended,
        Optional<JournalLink> journal,
        Optional<Link> previous,
        List<Asked> collectors,
        List<Kept> items) {
    public Manifest {
        collectors = List.copyOf(collectors);
        items = List.copyOf(items);
    }

    /**
     * Another manifest.
     *
     * @param id of its incident
     * @param sha256 of its file, in lower-case hexadecimal
     */
    public record Link(String id, String sha256) {}

    /**
     * A collector.
     *
     * @param name as it is configured
     * @param what it was to bring
     * @param ended when its call ended; empty if it did not
     * @param failure why it brought less than all, or nothing; empty if it did what it should
     */
    public record Asked(
            String name, String what, Reach reach, Cost cost, Optional<Instant> ended, Optional<String> failure) {}

    /**
     * An item.
     *
     * @param file its name, beside the manifest
     * @param collector the name of the one that brought it
     * @param source what it comes from
     * @param began when it began, and {@code ended}
     * @param exit how the program ended that it comes from; empty if it comes from none, or that did not end
     * @param bytes that are kept
     * @param dropped bytes before those, which are not
     * @param redacted how many secrets were taken out
     * @param incomplete why it is not all; empty if it is
     * @param sha256 of the file, in lower-case hexadecimal
     */
    public record Kept(
            String file,
            String collector,
            String source,
            Instant began,
            Instant ended,
            Optional<Integer> exit,
            long bytes,
            long dropped,
            long redacted,
            Optional<String> incomplete,
            String sha256) {}

    /** Whether every collector was asked to its end, and nothing is missing but what a limit cut off. */
    public boolean isComplete() {
        return ended.isPresent() && missing().isEmpty();
    }

    /** What is missing, a sentence each. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (ended.isEmpty()) {
            missing.add("collecting has not ended, or was cut short");
        }
        collectors.forEach(asked -> asked.failure().ifPresent(failure -> missing.add(asked.name() + ": " + failure)));
        items.forEach(item -> item.incomplete().ifPresent(why -> missing.add(item.file() + ": " + why)));
        return missing;
    }

    /** How many bytes are kept. */
    public long bytes() {
        return items.stream().mapToLong(Kept::bytes).sum();
    }

    /** How many secrets were taken out. */
    public long redacted() {
        return items.stream().mapToLong(Kept::redacted).sum();
    }

    /** The same, ended. */
    Manifest ended(long as, Instant at, Optional<Link> after) {
        return new Manifest(as, incident, began, Optional.of(at), journal, after, collectors, items);
    }

    /** The same, with what one collector brought. */
    Manifest with(Asked asked, List<Kept> brought) {
        List<Kept> all = new ArrayList<>(items);
        all.addAll(brought);
        return new Manifest(
                number,
                incident,
                began,
                ended,
                journal,
                previous,
                collectors.stream()
                        .map(known -> known.name().equals(asked.name()) ? asked : known)
                        .toList(),
                all);
    }
}
