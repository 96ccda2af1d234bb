package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A letter")
class LetterTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final List<String> NAMES = List.of("phone", "mail", "boss", "bosses-mail");

    private final Letter letter = letter();

    private static Letter letter() {
        return new Letter(
                new Notification("1", AT, Severity.CRITICAL, "www", "www: title", "text", Map.of()),
                NAMES,
                Map.of("boss", Duration.ofMinutes(15)),
                AT);
    }

    /** What happens is written as {@code phone-}: it failed, {@code phone!}: it refused, {@code phone+}: it spoke, {@code boss@}: its time came. */
    private void happens(String history) {
        for (String what : history.isEmpty() ? new String[0] : history.split(" ")) {
            String name = what.substring(0, what.length() - 1);
            switch (what.charAt(what.length() - 1)) {
                case '-' -> letter.failed(name, "why");
                case '!' -> letter.refused(name, "why");
                case '+' -> letter.delivered(name);
                case '@' -> letter.escalate(name);
                case '*' -> letter.oblige(name);
                default -> throw new IllegalArgumentException(what);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', phone",
        // One fails, the next is asked at once, and the one that is to wait waits.
        "phone-, phone mail",
        "phone- mail-, phone mail",
        "phone- mail- phone- mail-, phone mail",
        "phone! mail-, mail",
        // At once, as all before it refused, in whatever order and however late.
        "phone! mail!, boss",
        "phone- mail! phone!, boss",
        "phone- mail- phone! mail!, boss",
        // Its time has come: also if one before it has not failed yet, or was not even asked.
        "phone- mail- boss@, phone mail boss",
        "phone- boss@, phone mail boss",
        "boss@, phone boss",
        // Those behind it stand in for it, and only for it.
        "phone- mail- boss@ boss-, phone mail boss bosses-mail",
        "phone! mail! boss!, bosses-mail",
        "phone- mail- boss@ boss- bosses-mail-, phone mail boss bosses-mail",
        // Who stands before it and was passed over is asked if the one in its place fails.
        "boss@ boss- phone-, phone mail boss",
        // Somebody has spoken: nobody else is asked, whatever time it is.
        "phone+, ''",
        "phone+ boss@, ''",
        "phone- mail+, phone",
        "phone- mail+ boss@, phone",
        "phone- mail+ phone!, ''",
        "phone- mail- boss@ phone+, ''",
        "phone- mail- boss@ boss+, phone mail",
        // Who told of the beginning tells of the end, wherever in the list, and nobody stands in for others while it
        // may.
        "bosses-mail*, phone bosses-mail",
        "bosses-mail* phone+, bosses-mail",
        "mail* phone-, phone mail",
        "mail* phone- mail-, phone mail",
        "other*, phone other",
        "phone+ other*, other",
        "boss* phone! mail!, boss",
    })
    @DisplayName("asks those who are to speak, after all that happened")
    void asks(String history, String asked) {
        happens(history);
        assertThat(letter.notifiers(Letter.State.QUEUED))
                .isEqualTo(asked.isEmpty() ? List.of() : List.of(asked.split(" ")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'', false",
        "phone-, false",
        "phone- mail-, true",
        "phone- mail- boss@, false",
        "phone- mail- boss@ boss-, false",
        "phone- mail- boss@ boss- bosses-mail-, true",
        "phone- mail+, false"
    })
    @DisplayName("is unheard once all failed that were asked, whoever is still to wait")
    void isUnheard(String history, boolean unheard) {
        happens(history);
        assertThat(letter.isUnheard()).isEqualTo(unheard);
    }

    @Test
    @DisplayName("knows who has still to wait, until its time has come or another has spoken")
    void waiting() {
        assertThat(letter.waiting()).containsOnlyKeys("boss");
        happens("boss@");
        assertThat(letter.waiting()).isEmpty();
        Letter spoken = letter();
        spoken.delivered("phone");
        assertThat(spoken.waiting()).isEmpty();
        assertThat(spoken.after()).containsEntry("boss", Duration.ofMinutes(15));
    }

    @Test
    @DisplayName("is not held up by one that is to wait, if those before it are not configured any more")
    void restricted() {
        letter.restrictTo(List.of("boss", "bosses-mail"));
        assertThat(letter.notifiers(Letter.State.QUEUED)).containsExactly("boss");
    }
}
