package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.Versions.Surplus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of what runs replaced or deleted")
class VersionsTest {
    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
    private static final Versions RULE = new Versions(2, Duration.ofDays(30));

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration));
    }

    private static List<Instant> ago(String... durations) {
        return Arrays.stream(durations).map(VersionsTest::ago).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT1S | ",
                // The newest two, and the oldest.
                "PT1S PT2S PT3S PT4S PT5S | PT4S PT3S",
                // One an hour, counted from the oldest.
                "PT1S PT2S PT10M PT30M PT65M PT70M PT129M PT130M | PT129M PT65M PT30M",
                // One a day, once older than that.
                "PT1S PT2S PT25H PT30H PT40H PT49H PT54H | PT49H PT40H PT25H",
                // However old it is, a newer run is no reason to lose the last version.
                "PT719H | ",
                // Nothing is kept for longer than asked for, were it the last.
                "PT721H | PT721H",
                "PT1S PT721H PT1000H | PT1000H PT721H",
                // A clock that was ahead.
                "PT-1H PT1S PT2S PT3S | PT2S"
            })
    @DisplayName(
            "the newest of each path are kept, of older ones the oldest, one an hour and one a day, and none for longer than said")
    void rule(String kept, String surplus) {
        List<Instant> versions = ago(kept.split(" "));
        assertThat(RULE.surplus(versions, NOW))
                .containsExactlyElementsOf(surplus == null ? List.of() : ago(surplus.split(" ")));
    }

    @Test
    @DisplayName(
            "so much stays that what there was within the age is found again, a day apart, and so little that it has a bound")
    void bounds() {
        Random random = new Random(7);
        for (int history = 0; history < 50; history++) {
            List<Instant> kept = new ArrayList<>();
            Instant at = NOW;
            Instant first = at;
            for (int run = 0; run < 400; run++) {
                at = at.plusSeconds(1 + (long) (Math.pow(random.nextDouble(), 6) * 40_000));
                kept.add(at);
                List<Instant> surplus = RULE.surplus(kept, at);
                kept.removeAll(surplus);
                assertThat(RULE.surplus(kept, at)).as("asked again").isEmpty();
                assertThat(kept).as("the newest").contains(at);
                assertThat(kept).hasSizeLessThan(2 + 25 + 31);
                Instant oldest = first.isAfter(at.minus(RULE.age())) ? first : at.minus(RULE.age());
                assertThat(kept.get(0)).isBeforeOrEqualTo(oldest.plus(Duration.ofHours(24 + 12)));
            }
        }
    }

    @Test
    @DisplayName("what is deleted is told with the directories that nothing stays in")
    void tree() {
        String old = Versions.name(ago("PT100H"));
        String newer = Versions.name(ago("PT2S"));
        Versions one = new Versions(1, Duration.ofDays(3));
        Surplus surplus = Surplus.of(
                one,
                List.of(old + "/css/deep/a", newer + "/css/b", "of somebody/else"),
                List.of(old, old + "/css", old + "/css/deep", newer, newer + "/css", newer + "/empty", "of somebody"),
                NOW);
        assertThat(surplus.files()).containsExactly(old + "/css/deep/a");
        assertThat(surplus.directories()).containsExactly(newer + "/empty", old + "/css/deep", old + "/css", old);
        Surplus none = Surplus.of(one, List.of(old + "/a", newer + "/b"), List.of(old, newer), ago("PT30H"));
        assertThat(none.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("a run's directory is named for its start, to the millisecond")
    void names() {
        assertThat(Versions.name(Instant.parse("2026-01-31T23:59:59Z"))).isEqualTo("2026-01-31T23:59:59.000Z");
        assertThat(Versions.began("2026-01-31T23:59:59.123Z")).contains(Instant.parse("2026-01-31T23:59:59.123Z"));
        assertThat(Versions.began("2026-01-31")).isEmpty();
        assertThat(Versions.began("..")).isEmpty();
    }
}
