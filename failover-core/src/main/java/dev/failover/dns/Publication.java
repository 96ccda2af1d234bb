package dev.failover.dns;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the servers of a zone answered about one record set.
 *
 * @param answers one per server asked, at least one
 */
public record Publication(RecordKey key, List<Answer> answers) {
    public Publication {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("a publication has at least one server's answer");
        }
        answers = List.copyOf(answers);
    }

    /** What one server had to say. */
    public sealed interface Answer {
        /** The server: its name where known, and its address and port. */
        String server();
    }

    /**
     * The server gave its answer.
     *
     * @param recordSet empty if it has nothing of that name and type
     */
    public record Served(String server, Optional<RecordSet> recordSet) implements Answer {}

    /**
     * The server did not give an answer to rely on.
     *
     * @param reason for a human
     */
    public record Silent(String server, String reason) implements Answer {}

    /** Whether at least one server answered, and all that did serve these values. */
    public boolean isEverywhere(RecordSet desired) {
        boolean answered = false;
        for (Answer answer : answers) {
            if (answer instanceof Served served) {
                answered = true;
                if (!served.recordSet().map(desired::sameValues).orElse(false)) {
                    return false;
                }
            }
        }
        return answered && key.equals(desired.key());
    }

    /** The different values served, empty for "no such record set"; an empty set if no server answered. */
    public Set<Optional<Set<String>>> served() {
        return answers.stream()
                .filter(Served.class::isInstance)
                .map(answer -> ((Served) answer).recordSet().map(RecordSet::values))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The one record set that every answering server gives; empty if they differ, have none, or none answered. */
    public Optional<RecordSet> agreed() {
        if (served().size() != 1) {
            return Optional.empty();
        }
        return answers.stream()
                .filter(Served.class::isInstance)
                .flatMap(answer -> ((Served) answer).recordSet().stream())
                .findFirst();
    }

    /** The servers that answered something else than these values. */
    public List<String> lagging(RecordSet desired) {
        return answers.stream()
                .filter(answer -> answer instanceof Served served
                        && !served.recordSet().map(desired::sameValues).orElse(false))
                .map(Answer::server)
                .toList();
    }

    /** The servers that gave no answer, and why. */
    public List<Silent> silent() {
        return answers.stream()
                .filter(Silent.class::isInstance)
                .map(Silent.class::cast)
                .toList();
    }
}
