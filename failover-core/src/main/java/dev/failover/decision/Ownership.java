package dev.failover.decision;

import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which decision put a service where its records point, as a text beside them. It is changed together with them, so that
 * whoever believes in an earlier decision is refused by the vendor itself, also where the records are back to what they were.
 *
 * @param epoch the number of the decision
 * @param watcher who decided
 * @param held whether a human chose it, so that no other watcher undoes it either (S22)
 */
public record Ownership(String service, long epoch, String watcher, Optional<Held> held) {
    /**
     * A human's choice.
     *
     * @param until when it ends by itself, in whole seconds; empty if only a human ends it
     */
    public record Held(Optional<Instant> until) {}

    /** Of a decision that holds nothing. */
    public Ownership(String service, long epoch, String watcher) {
        this(service, epoch, watcher, Optional.empty());
    }

    /** The leading number is that of the form, so that a later one is not misread. */
    private static final Pattern TEXT = Pattern.compile("failover=1 service=(\\S+) epoch=(\\d{1,18}) watcher=(\\S+)"
            + "( held(?:=(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ))?)?");

    /** What a record set says; empty if it is not one text of this kind. */
    public static Optional<Ownership> read(RecordSet recordSet) {
        if (recordSet.key().type() != RecordType.TXT || recordSet.values().size() != 1) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(recordSet.values().iterator().next());
        try {
            return matcher.matches()
                    ? Optional.of(new Ownership(
                            matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3), held(matcher)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Held> held(Matcher matcher) {
        return Optional.ofNullable(matcher.group(4))
                .map(any -> new Held(Optional.ofNullable(matcher.group(5)).map(Instant::parse)));
    }

    /** What a watcher that follows this decision has to respect: a human's choice made at another watcher. */
    Optional<HumanChoice> choice(String site, Instant now) {
        return held.map(chosen ->
                new HumanChoice(site, now, chosen.until(), "a human at watcher " + watcher, "decision " + epoch));
    }

    /** As it stands in the zone. */
    public String text() {
        // In the digits of no locale: every watcher has to read it.
        return String.format(
                Locale.ROOT,
                "failover=1 service=%s epoch=%d watcher=%s%s",
                service,
                epoch,
                watcher,
                held.map(chosen -> " held"
                                + chosen.until()
                                        .map(end -> "=" + end.truncatedTo(ChronoUnit.SECONDS))
                                        .orElse(""))
                        .orElse(""));
    }

    /** For a human. */
    @Override
    public String toString() {
        return "decision %s of watcher %s".formatted(epoch, watcher);
    }
}
