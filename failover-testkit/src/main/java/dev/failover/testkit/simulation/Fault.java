package dev.failover.testkit.simulation;

import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Something that goes wrong, or somebody who interferes, in a simulated world.
 *
 * @param at when, from the beginning
 * @param lasting for how long; zero for what happens at once
 * @param watcher whom it concerns, if it concerns a watcher: from zero
 * @param target which site, zone, channel or crash point, from zero, as the kind asks for
 * @param detail which server of the zone, which kind of link, which occurrence, as the kind asks for
 */
public record Fault(Kind kind, Duration at, Duration lasting, int watcher, int target, int detail) {

    /** What can happen. */
    public enum Kind {
        /** The site does not serve. */
        SITE_DOWN,
        /** The site fails and recovers, again and again. */
        SITE_FLAPS,
        /** The site's certificate is about to expire. */
        CERTIFICATE_EXPIRES,
        /** The site gets another address. */
        ADDRESS_CHANGES,
        /** The site's address can't be looked up. */
        ADDRESS_UNKNOWN,
        /** The look-up gives an address that is not public. */
        ADDRESS_PRIVATE,
        /** All sites fail at one moment. */
        ALL_SITES_DOWN,
        /** The watcher's checks of a site, or of all, can't tell. */
        CHECKS_UNKNOWN,
        /** The watcher reaches nothing. */
        ISOLATED,
        /** A link between the watcher and a site fails, as {@link Link} says. */
        LINK_TO_SITE,
        /** A link between the watcher and a vendor fails. */
        LINK_TO_VENDOR,
        /** The links between the watcher and all servers of a zone fail. */
        LINK_TO_SERVERS,
        /** The vendor answers with an error and does nothing. */
        VENDOR_DOWN,
        /** The vendor asks to be left alone. */
        VENDOR_THROTTLES,
        /** The vendor refuses: the key has expired. */
        VENDOR_REFUSES,
        /** The vendor does what it is told; its answers are lost. */
        VENDOR_LOSES_ANSWERS,
        /** The vendor does what it is told and reports a failure. */
        VENDOR_REPORTS_FAILURE,
        /** The vendor never answers; some of what it is told it does. */
        VENDOR_HANGS,
        /** The vendor does what it is told long after the caller has given up. */
        VENDOR_IS_LATE,
        /** A vendor that stages changes stops half-way. */
        VENDOR_STOPS_HALF_WAY,
        /** The vendor answers what it had a while ago. */
        VENDOR_READS_OLD,
        /** One of the zone's servers gets no news. */
        SERVER_STALE,
        /** One of the zone's servers does not answer. */
        SERVER_SILENT,
        /** Somebody else changes the records. */
        FOREIGN_WRITE,
        /** Somebody else deletes the ownership record. */
        OWNERSHIP_LOST,
        /** The watcher's disk is full. */
        DISK_FULL,
        /** The watcher's disk can't sync. */
        DISK_BROKEN,
        /** The watcher's disk takes seconds to sync, for which its event thread waits. */
        DISK_SLOW,
        /** The watcher is killed, and started again after a while. */
        KILL,
        /** The watcher's machine loses power: what was not synced may be gone, or torn. */
        POWER_CUT,
        /** The watcher is killed when it next comes to a {@link CrashPoint}. */
        CRASH_AT,
        /** The watcher stands still and then goes on, none the wiser. */
        PROCESS_PAUSED,
        /** The watcher's machine is suspended, and its monotonic clock with it; that of the wall goes on. */
        MACHINE_SUSPENDED,
        /** The watcher's clock is set forwards or back. */
        CLOCK_JUMPS,
        /** A channel to humans hangs. */
        CHANNEL_HANGS,
        /** A channel to humans fails. */
        CHANNEL_FAILS,
        /** A channel to humans refuses. */
        CHANNEL_REFUSES,
        /** A human pauses the service, and resumes it after a while. */
        HUMAN_PAUSES,
        /** A human resumes the service. */
        HUMAN_RESUMES,
        /** A human approves beforehand of a switch to a site. */
        HUMAN_APPROVES,
        /** A human asks for a switch. */
        HUMAN_SWITCHES,
        /** A human forces a switch. */
        HUMAN_FORCES,
        /** The link between the watcher and the store that it shares fails. */
        LINK_TO_STORE,
        /** The store answers with an error and does nothing. */
        STORE_DOWN,
        /** The store does not let anybody in. */
        STORE_REFUSES,
        /** The store never answers; some of what it is told it does, now or later. */
        STORE_STANDS_STILL,
        /** The store answers what it had a while ago. */
        STORE_READS_OLD,
        /** The store says that it has written, and has not. */
        STORE_LOSES_WRITES,
        /** The store writes what it is told once more, a while later. */
        STORE_WRITES_TWICE,
        /** The store gives out the versions of a while ago once more. */
        STORE_TIME_RESET,
        /** An old copy of the store takes over. */
        STORE_GOES_BACK,
        /** Somebody removes what is in the store. */
        STORE_EMPTIED,
        /** The mirror to the site stops: its replica ages. */
        MIRROR_STOPS,
        /** How old the site's replica is can't be read. */
        REPLICA_UNREADABLE
    }

    /** How a link fails. */
    enum Link {
        FINE,
        CUT,
        /** What is sent arrives; the answers do not. */
        ANSWERS_LOST,
        SLOW,
        LOSSY
    }

    Link link() {
        List<Link> wrong = List.of(Link.CUT, Link.ANSWERS_LOST, Link.SLOW, Link.LOSSY);
        return wrong.get(detail % wrong.size());
    }

    CrashPoint crashPoint() {
        List<CrashPoint> points = List.of(CrashPoint.values());
        return points.get(target % points.size());
    }

    private boolean isOfZone() {
        return kind.name().startsWith("VENDOR") || kind == Kind.FOREIGN_WRITE || kind == Kind.OWNERSHIP_LOST;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("+%-8s ".formatted(Durations.format(at)))
                .append(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        switch (kind) {
            case CRASH_AT -> text.append(" %s of watcher %s, time %s".formatted(crashPoint(), watcher, detail + 1));
            case LINK_TO_SITE, LINK_TO_VENDOR, LINK_TO_SERVERS ->
                text.append(" %s from watcher %s: %s".formatted(target, watcher, link()));
            case LINK_TO_STORE -> text.append(" from watcher %s: %s".formatted(watcher, link()));
            case CLOCK_JUMPS -> text.append(" of watcher %s by %ss".formatted(watcher, detail));
            case CHECKS_UNKNOWN -> text.append(" (site %s, watcher %s)".formatted(target, watcher));
            case ISOLATED, DISK_FULL, DISK_BROKEN, DISK_SLOW, KILL, POWER_CUT, PROCESS_PAUSED, MACHINE_SUSPENDED ->
                text.append(" (watcher ").append(watcher).append(')');
            case HUMAN_PAUSES, HUMAN_RESUMES -> text.append(" watcher ").append(watcher);
            case HUMAN_SWITCHES, HUMAN_FORCES, HUMAN_APPROVES ->
                text.append(" watcher %s to site %s".formatted(watcher, target));
            case CHANNEL_HANGS, CHANNEL_FAILS, CHANNEL_REFUSES ->
                text.append(" (channel %s of watcher %s)".formatted(target, watcher));
            case SERVER_STALE, SERVER_SILENT -> text.append(" (server %s of zone %s)".formatted(detail, target));
            case STORE_DOWN,
                    STORE_REFUSES,
                    STORE_STANDS_STILL,
                    STORE_READS_OLD,
                    STORE_LOSES_WRITES,
                    STORE_WRITES_TWICE,
                    STORE_EMPTIED -> {}
            case STORE_TIME_RESET -> text.append(" by %s versions".formatted(1 + detail));
            case STORE_GOES_BACK -> text.append(" by %ss".formatted(2 + 4 * detail));
            default -> text.append(" (%s %s)".formatted(isOfZone() ? "zone" : "site", target));
        }
        return lasting.isZero() ? text.toString() : text + " for " + Durations.format(lasting);
    }
}
