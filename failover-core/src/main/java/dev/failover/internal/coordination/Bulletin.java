package dev.failover.internal.coordination;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import dev.failover.component.UnavailableException;
import dev.failover.internal.json.TextAdapter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the shared record of a service says: who holds the lease, and what each watcher votes. Immutable. Members that a later
 * version adds are ignored.
 *
 * @param votes by the watcher's name
 */
record Bulletin(Lease lease, Map<String, Ballot> votes) {
    /**
     * Who may write.
     *
     * @param holder empty if nobody holds it
     * @param sequence another one with each renewal, release and takeover
     * @param duration how long it must be seen unchanged before somebody else takes it
     */
    record Lease(String holder, long sequence, Duration duration) {}

    /**
     * What one watcher votes.
     *
     * @param sequence grows with everything that the watcher writes
     * @param valid for how long it counts after it was first seen
     * @param sites what it says of each site, by name
     * @param configuration a {@link Fingerprint}, or whatever a later version writes there, which is kept; null of an older one
     * @param waits true if the watcher waits for the lease to end a switch that it has begun; else null, as of an older one
     */
    record Ballot(
            long sequence,
            Duration valid,
            Map<String, Word> sites,
            @Nullable JsonElement configuration,
            @Nullable Boolean waits) {
        boolean isWaiting() {
            return Boolean.TRUE.equals(waits);
        }
    }

    private static final int FORMAT = 1;
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Duration.class, new TextAdapter<>(Duration::parse))
            .create();

    /** As it stands in the store. */
    private record Stored(
            int format, @Nullable Lease lease, @Nullable Map<String, @Nullable Ballot> votes) {}

    Bulletin {
        votes = Map.copyOf(votes);
    }

    /** As a ballot holds it. */
    static JsonElement element(Fingerprint configuration) {
        return GSON.toJsonTree(configuration);
    }

    String write() {
        return GSON.toJson(new Stored(FORMAT, lease, new TreeMap<>(votes)));
    }

    /**
     * What a record says.
     *
     * @throws UnavailableException if it is not one that this version can read: somebody else's, or a later one's
     */
    static Bulletin read(String content) {
        try {
            Stored stored = GSON.fromJson(content, Stored.class);
            if (stored == null || stored.format() != FORMAT) {
                throw unreadable("it is not of format " + FORMAT, null);
            }
            Lease lease = stored.lease();
            Map<String, @Nullable Ballot> votes = stored.votes();
            if (lease == null || !isComplete(lease) || votes == null) {
                throw unreadable("it lacks a member", null);
            }
            Map<String, Ballot> complete = new TreeMap<>();
            votes.forEach((watcher, ballot) -> Optional.ofNullable(ballot)
                    .filter(Bulletin::isComplete)
                    .ifPresent(whole -> complete.put(watcher, whole)));
            return new Bulletin(lease, complete);
        } catch (JsonParseException | java.time.DateTimeException e) {
            throw unreadable("it is not JSON of this kind", e);
        }
    }

    private static UnavailableException unreadable(String why, @Nullable Exception cause) {
        return new UnavailableException(
                "The record that the watchers share can't be read: " + why
                        + ". Whoever wrote it is no watcher, or a later version.",
                cause);
    }

    /** Gson leaves out what is not there. */
    @SuppressWarnings("ConstantValue")
    private static boolean isComplete(Lease lease) {
        return lease.holder() != null
                && lease.duration() != null
                && !lease.duration().isNegative();
    }

    @SuppressWarnings("ConstantValue")
    private static boolean isComplete(Ballot ballot) {
        return ballot.valid() != null
                && ballot.sites() != null
                && ballot.sites().values().stream()
                        .allMatch(word ->
                                word != null && word.says() != null && word.lasting() != null && word.why() != null);
    }
}
