package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorEvent.Kind;
import dev.failover.sync.Verification.Portion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A mirror that reads its target back")
class ProvingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration NOW = Duration.ofMinutes(10);

    private final List<Kind> told = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final Proving proving = new Proving(new Proving.Plan(WEEK, 1000), START, (kind, text) -> {
        told.add(kind);
        texts.add(text);
    });

    private static Portion portion(long bytes, Duration took) {
        return new Portion(Optional.empty(), Optional.of(START), false, List.of(), 0, bytes, took);
    }

    private static Portion healing(int files, long before) {
        List<Path> healed =
                IntStream.range(0, files).mapToObj(i -> Path.of("page" + i)).toList();
        return new Portion(Optional.empty(), Optional.of(START), false, healed, before, 1, Duration.ZERO);
    }

    private static Portion ended(Instant began) {
        Proof proof = new Proof(began, began.plusSeconds(60), 3, 30, 0);
        return new Portion(Optional.of(proof), Optional.of(began), true, List.of(), 0, 1, Duration.ZERO);
    }

    @Test
    @DisplayName("reads no more than its rate, and leaves half of the time to others")
    void rate() {
        proving.begin();
        assertThat(proving.isUnderWay()).isTrue();
        proving.made(portion(5000, Duration.ofSeconds(1)), NOW, START);
        assertThat(proving.isUnderWay()).isFalse();
        assertThat(proving.next()).isEqualTo(NOW.plusSeconds(5));
        proving.made(portion(10, Duration.ofSeconds(3)), NOW, START);
        assertThat(proving.next()).isEqualTo(NOW.plusSeconds(3));
        assertThat(proving.isDue(NOW.plusSeconds(2))).isFalse();
        assertThat(proving.isDue(NOW.plusSeconds(3))).isTrue();
    }

    @Test
    @DisplayName("begins again when the next is wanted, counted from when the latest began")
    void again() {
        proving.made(ended(START), NOW, START.plus(Duration.ofDays(2)));
        assertThat(proving.next()).isEqualTo(NOW.plusDays(5));
        proving.made(ended(START), NOW, START.plus(Duration.ofDays(8)));
        assertThat(proving.next()).isEqualTo(NOW);
        assertThat(told).containsExactly(Kind.PROVEN, Kind.PROVEN);
        assertThat(proving.content().proof()).isPresent();
    }

    @Test
    @DisplayName("tells once what it healed, with some names")
    void healed() {
        proving.made(healing(12, 0), NOW, START);
        proving.made(healing(1, 12), NOW, START);
        assertThat(told).containsExactly(Kind.HEALED);
        assertThat(texts.get(0)).contains("page0, ").contains(" and 2 more").doesNotContain("page11");
    }

    @Test
    @DisplayName("waits longer and longer after failures, an hour at most")
    void failures() {
        Duration now = NOW;
        for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            proving.begin();
            proving.failed("the line is down", now);
            assertThat(proving.next()).isEqualTo(now.plusMinutes(minutes));
            now = proving.next();
        }
        assertThat(proving.content().problem()).isEqualTo("the line is down");
        proving.made(portion(0, Duration.ZERO), NOW, START);
        assertThat(proving.content().problem()).isEmpty();
        proving.failed("again", NOW);
        assertThat(proving.next()).isEqualTo(NOW.plusMinutes(1));
    }

    @Test
    @DisplayName("tells once that there was no proof for twice as long as it should take, and why")
    void unproven() {
        proving.look(START.plus(WEEK.multipliedBy(2)).minusMillis(1));
        assertThat(told).isEmpty();
        proving.failed("no room", NOW);
        proving.look(START.plus(WEEK.multipliedBy(2)));
        proving.look(START.plus(WEEK.multipliedBy(3)));
        assertThat(told).containsExactly(Kind.UNPROVEN);
        assertThat(texts.get(0)).contains("no room").contains("since " + START);
        Instant later = START.plus(WEEK.multipliedBy(3));
        proving.made(ended(later), NOW, later);
        proving.look(later.plus(WEEK.multipliedBy(2)));
        assertThat(told).containsExactly(Kind.UNPROVEN, Kind.PROVEN, Kind.UNPROVEN);
        assertThat(texts.get(2)).contains("more bytes a second");
    }
}
