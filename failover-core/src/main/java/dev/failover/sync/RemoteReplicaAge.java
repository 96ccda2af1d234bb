package dev.failover.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The age of the replica at the other end of a transport, which tells nothing of when a note was put there. But who looks again and again
 * knows: between the look that found the old one and the look that found it. A note that was from the future when it was first found is not
 * believed until another takes its place, however much time passes. Thread-safe.
 */
final class RemoteReplicaAge implements ReplicaAge {
    private final String dataSet;
    private final FileSync transport;
    private final InstantSource clock;
    private @Nullable String seen;
    private Optional<Instant> since = Optional.empty();
    private boolean ahead;
    private Instant looked = Instant.MIN;

    RemoteReplicaAge(String dataSet, FileSync transport, InstantSource clock) {
        this.dataSet = dataSet;
        this.transport = transport;
        this.clock = clock;
    }

    @Override
    public Reading read(Duration timeout) throws InterruptedException {
        Optional<String> text = transport.readNote(Watermark.NOTE, timeout);
        try {
            Optional<WatermarkNote> note = text.map(WatermarkNote::parse);
            return note.isEmpty() ? WatermarkNote.missing(dataSet) : reading(text.get(), note.get());
        } catch (IllegalArgumentException e) {
            return Reading.unknown("the watermark of " + dataSet + " " + e.getMessage());
        }
    }

    private synchronized Reading reading(String text, WatermarkNote note) {
        Instant now = clock.instant();
        if (!text.equals(seen)) {
            since = seen == null ? Optional.empty() : Optional.of(looked);
            ahead = note.watermark().scanStarted().isAfter(now.plus(CLOCK_TOLERANCE));
            seen = text;
        }
        looked = now;
        if (ahead && since.isEmpty()) {
            return Reading.unknown(
                    "when it was found, it was dated " + note.watermark().scanStarted()
                            + ", which lay ahead of this machine's clock; one of the two clocks is wrong");
        }
        return note.age(dataSet, since.orElse(now));
    }
}
