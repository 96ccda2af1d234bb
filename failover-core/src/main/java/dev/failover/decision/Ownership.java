package dev.failover.decision;

import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which decision put a service where its records point, as a text beside them. It is changed together with them, so that
 * whoever believes in an earlier decision is refused by the vendor itself, also where the records are back to what they were.
 *
 * @param epoch the number of the decision
 * @param watcher who decided
 */
public record Ownership(String service, long epoch, String watcher) {
    /** The leading number is that of the form, so that a later one is not misread. */
    private static final Pattern TEXT = Pattern.compile("failover=1 service=(\\S+) epoch=(\\d{1,18}) watcher=(\\S+)");

    /** What a record set says; empty if it is not one text of this kind. */
    public static Optional<Ownership> read(RecordSet recordSet) {
        if (recordSet.key().type() != RecordType.TXT || recordSet.values().size() != 1) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(recordSet.values().iterator().next());
        return matcher.matches()
                ? Optional.of(new Ownership(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    /** As it stands in the zone. */
    public String text() {
        return "failover=1 service=%s epoch=%d watcher=%s".formatted(service, epoch, watcher);
    }

    /** For a human. */
    @Override
    public String toString() {
        return "decision %d of watcher %s".formatted(epoch, watcher);
    }
}
