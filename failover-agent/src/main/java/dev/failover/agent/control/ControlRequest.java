package dev.failover.agent.control;

import dev.failover.Service;
import dev.failover.component.Excerpt;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the agent.
 *
 * @param service which one; empty for all of them
 * @param site where to, if it is a switch; empty for the primary
 * @param by who asks
 * @param reason why; may be empty
 * @param force whether unmet gates are overridden
 * @param waitMillis how long to wait for the end of it at most; how long it lasts, if it is an approval
 * @param holdMillis for how long a switch to a standby is held; zero until a human says otherwise
 */
public record ControlRequest(
        Verb verb,
        String service,
        String site,
        String by,
        String reason,
        boolean force,
        long waitMillis,
        long holdMillis) {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 500;
    /** Whoever allows something for longer than this has forgotten it by then. */
    public static final Duration LONGEST_WAIT = Duration.ofDays(7);

    /** What a human or another process says is cut and cleaned here: it goes into the journal, the log and notifications. */
    public ControlRequest {
        service = Excerpt.of(orEmpty(service), LONGEST_NAME);
        site = Excerpt.of(orEmpty(site), LONGEST_NAME);
        by = Excerpt.of(orEmpty(by), LONGEST_NAME);
        reason = Excerpt.of(orEmpty(reason), LONGEST_REASON);
        waitMillis = Math.min(Math.max(waitMillis, 0), LONGEST_WAIT.toMillis());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** What can be asked for. */
    public enum Verb {
        STATUS,
        SWITCH,
        PAUSE,
        APPROVE,
        RESUME,
        ACKNOWLEDGE,
        REPLACE,
        RELOAD,
        THREADS
    }

    /** Asks what is the case. */
    public static ControlRequest status() {
        return new ControlRequest(Verb.STATUS, "", "", "", "", false, 0, 0);
    }

    /** Asks what the threads are at. */
    public static ControlRequest threads() {
        return new ControlRequest(Verb.THREADS, "", "", "", "", false, 0, 0);
    }

    /** Asks to read the configuration anew, and to follow it. */
    public static ControlRequest reload(String by) {
        return new ControlRequest(Verb.RELOAD, "", "", by, "", false, 0, 0);
    }

    /** Asks for a switch, and to wait until it is published. */
    public static ControlRequest switchTo(
            String service, String site, String by, String reason, boolean force, Duration wait) {
        return new ControlRequest(Verb.SWITCH, service, site, by, reason, force, wait.toMillis(), 0);
    }

    /** The same, but automatic failback may undo it after so long. */
    public ControlRequest holdingFor(Duration lasting) {
        return new ControlRequest(verb, service, site, by, reason, force, waitMillis, lasting.toMillis());
    }

    /** Asks that nothing be written automatically. */
    public static ControlRequest pause(String service, String by, String reason) {
        return new ControlRequest(Verb.PAUSE, service, "", by, reason, false, 0, 0);
    }

    /** Approves of one switch beforehand. */
    public static ControlRequest approve(String service, String site, String by, String reason, Duration lasting) {
        return new ControlRequest(Verb.APPROVE, service, site, by, reason, false, lasting.toMillis(), 0);
    }

    /** Asks to end a pause. */
    public static ControlRequest resume(String service, String by, String reason) {
        return new ControlRequest(Verb.RESUME, service, "", by, reason, false, 0, 0);
    }

    /** Says that somebody knows. */
    public static ControlRequest acknowledge(String service, String by, String reason) {
        return new ControlRequest(Verb.ACKNOWLEDGE, service, "", by, reason, false, 0, 0);
    }

    /** Says that a site is about to be replaced; what remains to be done is the asker's. */
    public static ControlRequest replace(String service, String site, String by, String reason, boolean givenUp) {
        return new ControlRequest(Verb.REPLACE, service, site, by, reason, givenUp, 0, 0);
    }

    /** The same with the site spelt out. */
    ControlRequest toSiteOf(Service asked) {
        return site.isEmpty()
                ? new ControlRequest(
                        verb, service, asked.sites().get(0).name(), by, reason, force, waitMillis, holdMillis)
                : this;
    }

    /** How long to wait, or how long it lasts. */
    public Duration waiting() {
        return Duration.ofMillis(waitMillis);
    }

    /** For how long it is held; empty until a human says otherwise. */
    Optional<Duration> lasting() {
        return holdMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(holdMillis));
    }

    /** {@code pause www, by anna (works)}. */
    @Override
    public String toString() {
        String all = verb == Verb.RELOAD ? "the configuration" : "all services";
        return verb.name().toLowerCase(Locale.ROOT)
                + " " + (service.isEmpty() ? all : service)
                + (site.isEmpty() ? "" : (verb == Verb.REPLACE ? " at " : " to ") + site)
                + (force ? " by force" : "")
                + ", by " + by
                + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
