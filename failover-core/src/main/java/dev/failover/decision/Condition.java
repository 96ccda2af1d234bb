package dev.failover.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A state of affairs a human should know of for as long as it lasts.
 *
 * @param subject which site, provider or trial it is about; empty if the service as a whole
 * @param sentence what is the case and what to do, for a tired human
 */
public record Condition(Kind kind, String subject, String sentence) {

    /** What can be the case. */
    public enum Kind {
        /** The active site is down and no site is ready to take over; it is not left. */
        NO_READY_SITE,
        /** A site that is not active is down. */
        STANDBY_DOWN,
        /** No check has told for minutes whether a site works. */
        SITE_UNKNOWN,
        /** The active site is down, and a switch waits for a human: paused, latched, or the state class demands it. */
        WAITING_FOR_HUMAN,
        /** Too many switches; automatic switching has stopped. */
        LATCHED,
        /** A drill or a restore test was passed so long ago that switches will soon wait for a human. */
        TRIAL_DUE,
        /** It is too long ago: switches wait for a human. */
        TRIAL_EXPIRED,
        /** The records are not what this watcher put or found there. */
        FOREIGN_RECORDS,
        /** An ownership record was deleted. */
        OWNERSHIP_LOST,
        /** Another watcher of this service has decided for what is no site here: the two are configured differently. */
        CONFIGURATIONS_DIFFER,
        /** The records have pointed to different sites for longer than they may. */
        MIXED,
        /** The zone's servers can't be asked. */
        RECORDS_UNKNOWN,
        /** The watcher itself is cut off, and abstains. */
        ISOLATED,
        /** The watcher itself is late with its checks, and abstains. */
        OVERLOADED,
        /** The store that the watchers share can't be used: nothing is switched by itself. */
        STORE_UNREACHABLE,
        /** The active site is down as this watcher sees it, and not enough of the others agree. */
        OUTVOTED,
        /** A site's certificate runs out. */
        CERTIFICATE_EXPIRING,
        /** The primary has been up long enough to return to, on a human's word. */
        FAILBACK_POSSIBLE,
        /** What was decided can't be published. */
        PUBLISHING_FAILS,
        /** A vendor can't be read while nothing depends on it; a switch would fail. */
        PROVIDER_UNREADABLE,
        /** A site's replicas can't be made the sources: whoever was the source before may overwrite them. */
        PROMOTION_FAILS,
        /** The active site's address is not known, or may not be published. */
        ADDRESS_UNUSABLE;

        private static final Map<String, Kind> BY_ID =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.id, kind -> kind));

        private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Which condition an id names, without its sentence; empty if it is one of another version. */
    public static Optional<Condition> named(String id) {
        String[] parts = id.split("/", 2);
        return Optional.ofNullable(Kind.BY_ID.get(parts[0]))
                .map(kind -> new Condition(kind, parts.length > 1 ? parts[1] : "", ""));
    }

    /** What makes it the same condition while its sentence changes. */
    public String id() {
        return id(kind, subject);
    }

    public static String id(Kind kind, String subject) {
        return subject.isEmpty() ? kind.id : kind.id + "/" + subject;
    }
}
