package dev.failover.agent.setup;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What is known so far, each answer in its one spelling. Not thread-safe. */
public final class Answers {
    private final Map<Question, String> known = new EnumMap<>(Question.class);

    Answers() {}

    void put(Question question, String answer) {
        known.put(question, answer);
    }

    /** Empty if it was not asked. */
    String get(Question question) {
        return known.getOrDefault(question, "");
    }

    boolean is(Question question, String answer) {
        return get(question).equals(answer);
    }

    Shape shape() {
        return Shape.of(get(Question.SHAPE));
    }

    /** Whether this machine watches and switches; else it only mirrors. */
    boolean watches() {
        return !is(Question.ROLE, Shape.PROD);
    }

    /** Whether the data here becomes the source when the standby becomes active. */
    boolean takesOver() {
        return watches() && shape() != Shape.HOSTER;
    }

    /** Whether files go from here to the other machine: all the time, or while the standby is active. */
    boolean sends() {
        return !watches() || takesOver();
    }

    /** The name that users know. */
    String publicName() {
        return is(Question.NAME, "@") ? get(Question.ZONE) : get(Question.NAME) + "." + get(Question.ZONE);
    }

    /** The options that say the same, without those that are usual. */
    String options() {
        return known.entrySet().stream()
                .filter(one -> !one.getValue().equals(one.getKey().usual(this)))
                .map(one -> one.getKey().option() + " " + Objects.requireNonNull(one.getValue()))
                .collect(Collectors.joining(" "));
    }
}
