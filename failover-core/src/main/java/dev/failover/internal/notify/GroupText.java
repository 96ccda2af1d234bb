package dev.failover.internal.notify;

import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several notifications in the words of one: what is new, of how many services, and the names of the first of them.
 *
 * @param excuses who should have said it, but could not; may be empty
 */
record GroupText(List<Letter> letters, String excuses) {
    private static final int NAMES_SHOWN = 20;
    private static final int HEADLINES_IN_TITLE = 3;
    private static final int HEADLINES_IN_TEXT = 10;

    /** The same piece of news of some services. */
    private record Headline(String words, Severity severity, Set<String> services) {
        String counted() {
            return "%s × %s".formatted(services.size(), words);
        }

        String line() {
            String names = services.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
            int more = services.size() - NAMES_SHOWN;
            return "%s: %s%s".formatted(counted(), names, more > 0 ? " and %s more".formatted(more) : "");
        }
    }

    Notification notification(String id, String incident, boolean over) {
        List<Headline> headlines = headlines();
        int services = Speech.services(letters).size();
        Notification said = new Notification(
                id,
                letters.get(0).notification().at(),
                loudest(Notification::severity),
                "",
                "%s services: %s".formatted(services, title(headlines)),
                text(headlines),
                Map.of("services", String.valueOf(services)));
        return Legible.of(said).partOf(incident, loudest(Notification::incidentSeverity), over);
    }

    private Severity loudest(Function<Notification, Severity> severity) {
        return Collections.max(
                letters.stream().map(Letter::notification).map(severity).toList());
    }

    /** The loudest first, and of those what concerns most services. */
    private List<Headline> headlines() {
        Map<String, Headline> headlines = new LinkedHashMap<>();
        for (Letter letter : letters) {
            Notification notification = letter.notification();
            headlines
                    .computeIfAbsent(
                            words(notification),
                            words -> new Headline(words, notification.severity(), new LinkedHashSet<>()))
                    .services()
                    .add(notification.service());
        }
        return headlines.values().stream()
                .sorted(Comparator.comparing(Headline::severity)
                        .thenComparing(headline -> headline.services().size())
                        .reversed())
                .toList();
    }

    /** Under the names of services, none needs to begin with one. */
    private static String words(Notification notification) {
        String prefix = notification.service() + ": ";
        return notification.title().startsWith(prefix)
                ? notification.title().substring(prefix.length())
                : notification.title();
    }

    private static String title(List<Headline> headlines) {
        if (headlines.size() == 1) {
            return headlines.get(0).words();
        }
        String counted = headlines.stream()
                .limit(HEADLINES_IN_TITLE)
                .map(Headline::counted)
                .collect(Collectors.joining("; "));
        int more = headlines.size() - HEADLINES_IN_TITLE;
        return more > 0 ? "%s; and %s other things".formatted(counted, more) : counted;
    }

    private String text(List<Headline> headlines) {
        List<String> parts = new ArrayList<>();
        List<String> lines = new ArrayList<>(
                headlines.stream().limit(HEADLINES_IN_TEXT).map(Headline::line).toList());
        if (headlines.size() > HEADLINES_IN_TEXT) {
            lines.add("and %s other things".formatted(headlines.size() - HEADLINES_IN_TEXT));
        }
        parts.add(String.join("\n", lines));
        if (!excuses.isEmpty()) {
            parts.add(excuses);
        }
        Notification first = letters.get(0).notification();
        parts.add("Of %s: %s".formatted(first.service(), first.text()));
        return String.join("\n\n", parts);
    }
}
