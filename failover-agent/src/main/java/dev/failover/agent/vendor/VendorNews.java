package dev.failover.agent.vendor;

import dev.failover.agent.vendor.VendorRecord.Problem;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What humans are told of a component: pure, from what is known of it. Each has an id that is made of what is the case and since when, so
 * that telling it again, also after a restart, adds nothing.
 */
final class VendorNews {
    private VendorNews() {}

    /** What is not as it should be and was not told; empty if there is nothing to say. */
    static Optional<Notification> of(String subject, VendorRecord record, Instant now) {
        Map<String, Problem> untold = new TreeMap<>(record.problems());
        untold.values().removeIf(problem -> !problem.isToBeTold());
        if (untold.isEmpty()) {
            return Optional.empty();
        }
        String which = untold.entrySet().stream()
                .map(each -> each.getKey() + "@" + each.getValue().since().toEpochMilli())
                .collect(Collectors.joining("/"));
        String where = untold.keySet().stream().map(key -> within(subject, key)).collect(Collectors.joining(", "));
        String what = untold.entrySet().stream().map(VendorNews::line).collect(Collectors.joining("\n"));
        return Optional.of(new Notification(
                        Notification.key(subject + "/" + which),
                        now,
                        Severity.WARNING,
                        "",
                        "%s would fail when it is needed: %s".formatted(subject, where),
                        "%s\nFound by asking something harmless. Nothing waits for it at the moment: mend it before something does, and see by `failover check`."
                                .formatted(what),
                        Map.of("component", subject))
                .partOf(incident(subject), Severity.WARNING, false));
    }

    /** All that was told is over; empty if nothing was, or some of it goes on. */
    static Optional<Notification> over(String subject, VendorRecord before, VendorRecord after, Instant now) {
        if (!before.isTold() || after.isTold()) {
            return Optional.empty();
        }
        return Optional.of(over(subject, before, "is well again", now));
    }

    /** It is not in the configuration any more; empty if nothing was told of it. */
    static Optional<Notification> gone(String subject, VendorRecord record, Instant now) {
        return record.isTold()
                ? Optional.of(over(subject, record, "is not looked at any more", now))
                : Optional.empty();
    }

    private static Notification over(String subject, VendorRecord before, String title, Instant now) {
        String was = new TreeMap<>(before.problems())
                .entrySet().stream()
                        .filter(each -> each.getValue().told())
                        .map(each -> "%s, since %s"
                                .formatted(
                                        within(subject, each.getKey()),
                                        each.getValue().since()))
                        .collect(Collectors.joining("; "));
        return new Notification(
                        Notification.key(subject + "/over/" + now.toEpochMilli()),
                        now,
                        Severity.INFO,
                        "",
                        subject + " " + title,
                        "What was told before is over: " + was + ".",
                        Map.of("component", subject))
                .partOf(incident(subject), Severity.WARNING, true);
    }

    private static String line(Entry<String, Problem> each) {
        return each.getKey() + ": " + each.getValue().why();
    }

    private static String within(String subject, String key) {
        return key.startsWith(subject + ": ") ? key.substring(subject.length() + 2) : key;
    }

    private static String incident(String subject) {
        return "vendor/" + subject.replace(' ', '/');
    }
}
