package dev.failover.internal.notify;

import static java.util.stream.Collectors.toSet;

import com.google.common.hash.Hashing;
import dev.failover.notify.Notification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one notifier says next: a notification or, where many services have news at the same time, all of theirs in one message. Pure.
 *
 * <p>A group is an incident of its own, so that whoever closes an alarm by its incident closes one: once all is over that was told as a
 * part of it. So what a notifier has told by itself, it goes on telling by itself until it is over.
 *
 * @param letters at least one, in the order in which they were posted
 * @param group of which group it tells; empty if of none
 * @param over whether all that the group told of is over with this
 * @param mayGrow whether what is posted next might join
 */
record Speech(String notifier, List<Letter> letters, String group, boolean over, boolean mayGrow) {
    /** The news of two services is better told one by one, in full. */
    static final int FEWEST_SERVICES = 3;

    Speech {
        letters = List.copyOf(letters);
    }

    /**
     * The next one; empty if the notifier has nothing to say.
     *
     * @param grouping whether several are told as one at all
     */
    static Optional<Speech> next(String notifier, Collection<Letter> pending, Hearers hearers, boolean grouping) {
        List<Letter> queued = sayable(notifier, pending);
        if (queued.isEmpty()) {
            return Optional.empty();
        }
        Letter first = queued.get(0);
        Optional<String> known = hearers.group(first.incident(), notifier);
        boolean mayGrow = grouping && mayJoin(first, known);
        List<Letter> together = mayGrow ? together(notifier, queued, known, hearers) : List.of(first);
        String group = known.orElse(together.size() > 1 ? "group/" + first.id() : "");
        boolean over = !group.isEmpty() && isOver(notifier, together, group, hearers);
        return Optional.of(new Speech(notifier, together, group, over, mayGrow));
    }

    /** In order; of each incident nothing before what this notifier may yet have to say of it first: the end would not be the last word. */
    private static List<Letter> sayable(String notifier, Collection<Letter> pending) {
        List<Letter> sayable = new ArrayList<>();
        Set<String> undecided = new HashSet<>();
        for (Letter letter : pending) {
            if (letter.mayBePassedOnTo(notifier)) {
                undecided.add(letter.incident());
            } else if (letter.isQueued(notifier) && !undecided.contains(letter.incident())) {
                sayable.add(letter);
            }
        }
        return sayable;
    }

    /** What concerns no service, or was told by itself before, stands alone. */
    private static boolean mayJoin(Letter letter, Optional<String> known) {
        return !letter.notification().service().isEmpty()
                && known.filter(String::isEmpty).isEmpty();
    }

    /** Those told of in the same way. That something is over waits for the next message, if that it began stands in this one. */
    private static List<Letter> together(
            String notifier, List<Letter> queued, Optional<String> known, Hearers hearers) {
        List<Letter> together = new ArrayList<>();
        Set<String> told = new HashSet<>();
        Set<String> later = new HashSet<>();
        for (Letter letter : queued) {
            String incident = letter.incident();
            if (!mayJoin(letter, known) || !hearers.group(incident, notifier).equals(known)) {
                continue;
            }
            if (letter.notification().endsIncident() && told.contains(incident)) {
                later.add(incident);
            }
            if (!later.contains(incident)) {
                told.add(incident);
                together.add(letter);
            }
        }
        return services(together).size() < FEWEST_SERVICES ? List.of(queued.get(0)) : together;
    }

    static Set<String> services(List<Letter> letters) {
        return letters.stream().map(letter -> letter.notification().service()).collect(toSet());
    }

    private static boolean isOver(String notifier, List<Letter> together, String group, Hearers hearers) {
        Set<String> ending = together.stream()
                .filter(letter -> letter.notification().endsIncident())
                .map(Letter::incident)
                .collect(toSet());
        return !ending.isEmpty()
                && together.stream().noneMatch(Letter::goesOn)
                && hearers.isOver(group, notifier, ending);
    }

    /** What is handed to the notifier. */
    Notification notification() {
        Letter first = letters.get(0);
        if (letters.size() > 1) {
            return new GroupText(letters, first.excuses(notifier)).notification(id(), group, over);
        }
        Notification said = first.spokenBy(notifier);
        return group.isEmpty() ? said : said.partOf(group, said.incidentSeverity(), over);
    }

    /** Of others, it is another: who recognises what was said before must not take it for that. */
    private String id() {
        String ids = String.join("\n", letters.stream().map(Letter::id).toList());
        return group + "/"
                + Hashing.sha256()
                        .hashString(ids, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 16);
    }

    /** For a log. */
    String title() {
        String first = letters.get(0).notification().title();
        return letters.size() == 1 ? first : "%s and %s more".formatted(first, letters.size() - 1);
    }
}
