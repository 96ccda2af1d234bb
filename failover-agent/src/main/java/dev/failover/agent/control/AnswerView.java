package dev.failover.agent.control;

import dev.failover.component.Excerpt;
import dev.failover.dns.Publication;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import dev.failover.dns.RecordSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one of a zone's servers gave, as {@link Documents} writes it.
 *
 * @param values empty if it has nothing of that name and type; null if it is silent
 * @param ttlSeconds null if it is silent
 * @param silent why it is; null if it is not
 */
@SuppressWarnings("NullableOptional")
public record AnswerView(
        String server,
        @Nullable Set<String> values,
        @Nullable Optional<Long> ttlSeconds,
        @Nullable String silent) {
    /** As it was looked at. */
    public static AnswerView of(Publication.Answer answer) {
        if (answer instanceof Served served) {
            Optional<RecordSet> given = served.recordSet();
            return new AnswerView(
                    answer.server(),
                    new TreeSet<>(given.map(RecordSet::values).orElse(Set.of())),
                    given.map(set -> set.ttl().toSeconds()),
                    null);
        }
        return new AnswerView(answer.server(), null, null, ((Silent) answer).reason());
    }

    /** What was given, by whichever server. */
    AnswerView ofAny() {
        return new AnswerView("", values, ttlSeconds, silent);
    }

    /** {@code 203.0.113.10, TTL 60s}, or why it is silent. */
    public String sentence() {
        if (values == null) {
            return String.valueOf(silent);
        }
        return values.isEmpty()
                ? "no such record"
                : values.stream().map(Excerpt::of).collect(Collectors.joining(", "))
                        + Optional.ofNullable(ttlSeconds)
                                .flatMap(ttl -> ttl)
                                .map(ttl -> ", TTL " + ttl + "s")
                                .orElse("");
    }
}
