package dev.failover.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.backup.Backup.Snapshot;
import dev.failover.backup.Retention.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Which snapshots expire")
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    /** Each is called as it is dated: {@code 31T11} of March, or {@code 2025-12-31T11}. */
    private static Snapshot snapshot(String id) {
        String date = id.length() > 5 ? id : "2026-03-" + id;
        return new Snapshot(id, Instant.parse(date + ":00:00Z"), Map.of());
    }

    private static List<Snapshot> snapshots(String ids) {
        return ids == null
                ? List.of()
                : Arrays.stream(ids.split(" ")).map(RetentionTest::snapshot).toList();
    }

    /** {@code last daily weekly monthly yearly within min share}. */
    private static Retention retention(String numbers) {
        String[] n = numbers.split(" ");
        int[] count = Arrays.stream(n).mapToInt(Integer::parseInt).toArray();
        return new Retention(
                count[0], count[1], count[2], count[3], count[4], Duration.ofDays(count[5]), count[6], count[7]);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Nothing there.
                "2 0 0 0 0 0 1 100 | | ",
                // The last.
                "2 0 0 0 0 0 1 100 | 31T11 30T11 29T11 28T11 | 28T11 29T11",
                // The latest of each day, of the latest days that have any.
                "0 2 0 0 0 0 1 100 | 31T11 31T01 30T23 30T01 28T11 | 28T11 30T01 31T01",
                "0 3 0 0 0 0 1 100 | 31T11 31T01 30T23 30T01 28T11 | 30T01 31T01",
                // Days are those of UTC, weeks begin on Monday: the 30th.
                "0 0 2 0 0 0 1 100 | 31T11 30T00 29T23 23T00 22T23 | 22T23 23T00 30T00",
                // A week may lie in two years: from 2025-12-29 to 2026-01-04.
                "0 0 9 0 0 0 1 100 | 2026-01-02T00 2025-12-30T00 2025-12-28T00 | 2025-12-30T00",
                "0 0 0 2 0 0 1 100 | 31T11 01T00 2026-02-28T23 2026-02-01T00 2026-01-31T00 | 2026-01-31T00 2026-02-01T00 01T00",
                "0 0 0 0 2 0 1 100 | 31T11 2026-01-01T00 2025-12-31T23 2025-01-01T00 2024-05-05T05 | 2024-05-05T05 2025-01-01T00 2026-01-01T00",
                // All within, counted from the latest.
                "0 0 0 0 0 2 1 100 | 29T11 28T11 27T11 27T10 26T11 | 26T11 27T10",
                // What any rule keeps is kept.
                "1 2 0 2 0 1 1 100 | 31T11 31T01 30T23 30T10 2026-02-28T23 2026-02-01T00 | 2026-02-01T00 30T10",
                // Never fewer than the least.
                "1 0 0 0 0 0 3 100 | 31T11 30T11 29T11 28T11 | 28T11",
                "1 0 0 0 0 0 9 100 | 31T11 30T11 29T11 28T11 | ",
                // No more at once than the share, but always one.
                "1 0 0 0 0 0 1 50 | 31T11 30T11 | 30T11",
                "2 0 0 0 0 0 1 50 | 31T11 30T11 29T11 28T11 | 28T11 29T11",
                "1 0 0 0 0 0 1 10 | 31T11 30T11 | 30T11",
                // A clock may be a little ahead.
                "1 0 0 0 0 0 1 100 | 31T12 30T11 | 30T11"
            })
    @DisplayName("is what no rule keeps, the oldest first")
    void rules(String rule, String kept, String going) {
        Expiry expiry = retention(rule).expiring(snapshots(kept), NOW);
        assertThat(expiry.refused()).isEmpty();
        assertThat(expiry.ids())
                .containsExactlyElementsOf(
                        snapshots(going).stream().map(Snapshot::id).toList());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 0 0 0 0 0 1 50 | 31T11 30T11 29T11 28T11 | 3 of 4 snapshots would go at once, and no more than 2",
                "1 0 0 0 0 0 1 10 | 31T11 30T11 29T11 | 2 of 3 snapshots would go at once, and no more than 1",
                "1 0 0 0 0 0 1 100 | 31T13 31T11 30T11 | the snapshot 31T13 is dated 2026-03-31T13:00:00Z",
                "1 0 0 0 0 0 1 100 | 31T11 30T11 2027-01-01T00 | the snapshot 2027-01-01T00 is dated"
            })
    @DisplayName("is nothing, and says why, if too much would go at once or a snapshot is from the future")
    void refuses(String rule, String kept, String why) {
        Expiry expiry = retention(rule).expiring(snapshots(kept), NOW);
        assertThat(expiry.ids()).isEmpty();
        assertThat(expiry.refused())
                .hasValueSatisfying(said ->
                        assertThat(said).startsWith("nothing expires, as ").contains(why));
    }

    @Test
    @DisplayName(
            "leaves the least that must stay and all within the time, in whatever order they come, and then nothing more")
    void properties() {
        Random random = new Random(17);
        for (int round = 0; round < 500; round++) {
            Retention retention = new Retention(
                    random.nextInt(4),
                    random.nextInt(5),
                    random.nextInt(4),
                    random.nextInt(4),
                    random.nextInt(3),
                    Duration.ofHours(1 + random.nextInt(200)),
                    1 + random.nextInt(5),
                    100);
            List<Snapshot> all = new ArrayList<>();
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                all.add(new Snapshot("id" + i, NOW.minus(Duration.ofMinutes(random.nextInt(60 * 24 * 800))), Map.of()));
            }
            Expiry expiry = retention.expiring(all, NOW);
            Collections.shuffle(all, random);
            assertThat(retention.expiring(all, NOW)).isEqualTo(expiry);
            List<Snapshot> left = all.stream()
                    .filter(each -> !expiry.ids().contains(each.id()))
                    .toList();
            assertThat(left.size()).isGreaterThanOrEqualTo(Math.min(retention.min(), count));
            Instant latest =
                    all.stream().map(Snapshot::taken).max(Instant::compareTo).orElse(NOW);
            assertThat(left)
                    .containsAll(all.stream()
                            .filter(each -> !each.taken().isBefore(latest.minus(retention.within())))
                            .toList());
            assertThat(retention.expiring(left, NOW).ids()).isEmpty();
        }
    }

    @Test
    @DisplayName("is never what is within the time, however many somebody adds who may only add")
    void floodedByAdditions() {
        Retention retention = new Retention(3, 7, 4, 6, 0, Duration.ofDays(14), 3, 100);
        List<Snapshot> all = new ArrayList<>();
        Set<String> good = new HashSet<>();
        for (int day = 1; day <= 13; day++) {
            all.add(new Snapshot("good" + day, NOW.minus(Duration.ofDays(day)), Map.of()));
            good.add("good" + day);
        }
        for (int i = 0; i < 1000; i++) {
            all.add(new Snapshot("fake" + i, NOW.minus(Duration.ofSeconds(i)), Map.of()));
        }
        assertThat(retention.expiring(all, NOW).ids()).doesNotContainAnyElementsOf(good);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-1 0 0 0 0 0 1 50, keep-last",
        "1 -1 0 0 0 0 1 50, keep-daily",
        "1 0 -1 0 0 0 1 50, keep-weekly",
        "1 0 0 -1 0 0 1 50, keep-monthly",
        "1 0 0 0 -1 0 1 50, keep-yearly",
        "1 0 0 0 0 -1 1 50, keep-within",
        "1 0 0 0 0 0 0 50, keep-min",
        "1 0 0 0 0 0 1 0, max-expire",
        "1 0 0 0 0 0 1 101, max-expire",
        "0 0 0 0 0 0 1 50, at least one keep-"
    })
    @DisplayName("is not left to a rule that keeps nothing, or has a number that is none")
    void invalid(String rule, String key) {
        assertThatThrownBy(() -> retention(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    @DisplayName("is told in words")
    void words() {
        assertThat(new Retention(3, 7, 4, 12, 2, Duration.ofDays(14), 3, 50))
                .hasToString("the last 3, 7 daily, 4 weekly, 12 monthly, 2 yearly, all within 14d");
        assertThat(new Retention(0, 0, 0, 0, 0, Duration.ofDays(14), 3, 50)).hasToString("all within 14d");
    }
}
