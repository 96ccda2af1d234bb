package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a notifier says next")
class SpeechTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private final Hearers hearers = new Hearers();

    /**
     * Ids are a service and what became of it: {@code www+} is the beginning of its incident, {@code www=} more of it, {@code www-} its end, and
     * {@code www!} stands alone. Without a service, it begins with a dot.
     */
    private static Notification notification(String id) {
        String service = id.startsWith(".") ? "" : id.substring(0, id.length() - 1);
        char what = id.charAt(id.length() - 1);
        Notification notification = new Notification(
                id,
                AT,
                what == '-' ? Severity.INFO : Severity.CRITICAL,
                service,
                service + ": " + (what == '-' ? "is back" : "is down"),
                "why of " + id,
                Map.of());
        return what == '!' ? notification : notification.partOf("i/" + service, Severity.CRITICAL, what == '-');
    }

    private static List<Letter> letters(String ids) {
        return Stream.of(ids.split(" "))
                .map(id -> new Letter(notification(id), List.of("phone"), Map.of(), AT))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Optional<Speech> next(String ids) {
        return Speech.next("phone", letters(ids), hearers, true);
    }

    /** @param told before, by itself or, after a colon, in the group "g" */
    private void told(String told) {
        for (String id : told.isEmpty() ? new String[0] : told.split(" ")) {
            boolean inGroup = id.startsWith(":");
            hearers.heard(notification(inGroup ? id.substring(1) : id), "phone", inGroup ? "g" : "");
        }
    }

    @ParameterizedTest(name = "told {0}, now {1}: {2} as {3}, over: {4}")
    @CsvSource({
        // One or two services: one by one.
        "'', a+, a+, '', false",
        "'', a+ b+, a+, '', false",
        "'', a+ a! b+ b!, a+, '', false",
        // Three or more are one, in order; that one of them is over comes in the next.
        "'', a+ b+ c+, a+ b+ c+, group/a+, false",
        "'', a+ b! c+ d!, a+ b! c+ d!, group/a+, false",
        "'', a+ a! b+ b! c+, a+ a! b+ b! c+, group/a+, false",
        "'', a+ b+ c+ a- d+, a+ b+ c+ d+, group/a+, false",
        "'', a+ a- b+ b- c+ c-, a+ b+ c+, group/a+, false",
        "'', a+ a= a- a= b+ c+, a+ a= b+ c+, group/a+, false",
        "'', a+ a- b+ b-, a+, '', false",
        // What concerns no service stands alone, and holds up nobody.
        "'', .! a+ b+ c+, .!, '', false",
        "'', a+ .! b+ c+, a+ b+ c+, group/a+, false",
        // What was told by itself goes on by itself.
        "a+, a- b+ c+ d+, a-, '', false",
        "a+, b+ a- c+ d+, b+ c+ d+, group/b+, false",
        "a+ b+ c+, a- b- c-, a-, '', false",
        // What was told in a group goes on in it, alone too, and ends it with the last.
        ":a+ :b+ :c+, a-, a-, g, false",
        ":a+ :b+ :c+, a- b- c-, a- b- c-, g, true",
        ":a+ :b+ :c+, a- b-, a-, g, false",
        ":a+ :b+ :c+, a= a- b- c-, a= b- c-, g, false",
        ":a+ :b+ :c+ :a- :b-, c-, c-, g, true",
        ":a+ :b+ :c+ :a- :b-, c=, c=, g, false",
        ":a+ :b+ :c+ :d+ :e+ :d-, a- b= c- e-, a- b= c- e-, g, false",
        ":a+ :b+ :c+, x+ a- b- y+ c- z+, x+ y+ z+, group/x+, false",
        // The end of what nobody was told through this one.
        "'', a- b- c-, a- b- c-, group/a-, true",
        "'', a- b- c+, a- b- c+, group/a-, false",
        "'', a! b! c!, a! b! c!, group/a!, false",
    })
    @DisplayName("is what is new of several services as one, so that whoever closes alarms by incidents closes them")
    void next(String before, String pending, String said, String group, boolean over) {
        told(before);
        Speech speech = next(pending).orElseThrow();
        assertThat(String.join(" ", speech.letters().stream().map(Letter::id).toList()))
                .isEqualTo(said);
        assertThat(speech.group()).isEqualTo(group);
        assertThat(speech.over()).isEqualTo(over);
        Notification spoken = speech.notification();
        if (!group.isEmpty()) {
            assertThat(spoken.incident()).isEqualTo(group);
            assertThat(spoken.endsIncident()).isEqualTo(over);
            assertThat(spoken.incidentSeverity()).isEqualTo(Severity.CRITICAL);
        } else {
            assertThat(spoken).isEqualTo(notification(said));
        }
    }

    @ParameterizedTest
    @CsvSource({"'', a+, true", "a+, a-, false", ":a+, a-, true", "'', .!, false"})
    @DisplayName("waits for others only if they might join")
    void mayGrow(String before, String pending, boolean mayGrow) {
        told(before);
        assertThat(next(pending).orElseThrow().mayGrow()).isEqualTo(mayGrow);
    }

    @Test
    @DisplayName("is one by one if nothing is to be grouped, and nothing if there is nothing to say")
    void alone() {
        assertThat(Speech.next("phone", letters("a+ b+ c+"), hearers, false)).hasValueSatisfying(speech -> {
            assertThat(speech.letters()).hasSize(1);
            assertThat(speech.mayGrow()).isFalse();
        });
        assertThat(Speech.next("mail", letters("a+ b+ c+"), hearers, true)).isEmpty();
    }

    @Test
    @DisplayName("names what is concerned, with counts and the first names, the loudest first")
    void words() {
        List<Letter> letters = new ArrayList<>();
        IntStream.range(0, 990).forEach(i -> letters.addAll(letters("s%s-".formatted(i))));
        IntStream.range(990, 1000).forEach(i -> letters.addAll(letters("s%s+".formatted(i))));
        Notification said =
                Speech.next("phone", letters, hearers, true).orElseThrow().notification();
        assertThat(said.title()).isEqualTo("1000 services: 10 × is down; 990 × is back");
        assertThat(said.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(said.service()).isEmpty();
        assertThat(said.facts()).containsEntry("services", "1000");
        assertThat(said.text().lines().toList())
                .startsWith("10 × is down: s990, s991, s992, s993, s994, s995, s996, s997, s998, s999")
                .anySatisfy(line ->
                        assertThat(line).startsWith("990 × is back: s0, s1, s2").endsWith("s19 and 970 more"))
                .endsWith("Of s0: why of s0-");
        assertThat(next("a+ b+ c+").orElseThrow().notification().title()).isEqualTo("3 services: is down");
    }

    @Test
    @DisplayName("says who should have said it, and has another id for other letters, of the same incident")
    void identity() {
        List<Letter> letters = letters("a+ b+ c+");
        letters.forEach(letter -> letter.failed("phone", "no answer"));
        Notification three =
                Speech.next("phone", letters, hearers, true).orElseThrow().notification();
        letters.addAll(letters("d+"));
        Notification four =
                Speech.next("phone", letters, hearers, true).orElseThrow().notification();
        assertThat(four.id()).isNotEqualTo(three.id());
        assertThat(four.incident()).isEqualTo(three.incident());
        assertThat(Speech.next("phone", letters("a+ b+ c+"), hearers, true)
                        .orElseThrow()
                        .notification()
                        .id())
                .isEqualTo(three.id());

        List<Letter> passedOn = new ArrayList<>();
        for (String id : List.of("a+", "b+", "c+")) {
            Letter letter = new Letter(notification(id), List.of("phone", "mail"), Map.of(), AT);
            letter.failed("phone", "no answer");
            passedOn.add(letter);
        }
        assertThat(Speech.next("mail", passedOn, hearers, true)
                        .orElseThrow()
                        .notification()
                        .text())
                .contains("The notifier \"phone\" could not say this: no answer");
    }
}
