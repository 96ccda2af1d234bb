package dev.failover.sftp;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which files are begun as a {@link Part}, and which parts are there to go on with. For one run; immutable. */
final class Parts {
    /** What is modified while it is read may keep its time: the kernel's clock ticks every 10 ms at most. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final long checkpoint;
    private final Map<String, Part> there = new HashMap<>();

    /**
     * @param checkpoint how many bytes are written between two moments at which they are made safe
     * @param paths raw paths of temporary files at the target
     */
    Parts(long checkpoint, Collection<String> paths) {
        this.checkpoint = checkpoint;
        for (String path : paths) {
            Part.read(path).ifPresent(part -> there.put(part.stem(), part));
        }
    }

    long checkpoint() {
        return checkpoint;
    }

    /** What a file begins as, or goes on as; empty for one that is sent in one go. */
    Optional<Part> of(String path, Entry entry, Instant now) {
        Instant modified = Instant.ofEpochSecond(entry.seconds(), entry.nanos());
        if (entry.size() <= checkpoint || modified.plus(SETTLED).isAfter(now)) {
            return Optional.empty();
        }
        Part beginning = Part.beginning(path, entry);
        // One that says more than there is of the file is no work of ours.
        Part found = there.getOrDefault(beginning.stem(), beginning);
        return Optional.of(found.offset() < entry.size() ? found : beginning);
    }
}
