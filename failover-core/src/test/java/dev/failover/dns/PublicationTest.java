package dev.failover.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.dns.Publication.Answer;
import dev.failover.dns.Publication.Served;
import dev.failover.dns.Publication.Silent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final RecordKey KEY = new RecordKey("www", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(KEY, Duration.ofHours(1), "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(KEY, Duration.ofMinutes(1), "192.0.2.2");
    private static final RecordSet NEW_OTHER_TTL = RecordSet.of(KEY, Duration.ofSeconds(7), "192.0.2.2");

    private static Answer served(String server, RecordSet set) {
        return new Served(server, Optional.of(set));
    }

    private static Answer nothing(String server) {
        return new Served(server, Optional.empty());
    }

    private static Answer silent(String server) {
        return new Silent(server, "no answer in time");
    }

    private static Publication of(Answer... answers) {
        return new Publication(KEY, List.of(answers));
    }

    @Test
    void isEverywhereWhenAllThatAnswerServeItWhateverTheTtl() {
        assertThat(of(served("a", NEW), served("b", NEW_OTHER_TTL)).isEverywhere(NEW))
                .isTrue();
        assertThat(of(served("a", NEW), silent("b")).isEverywhere(NEW)).isTrue();
        assertThat(of(served("a", NEW), served("b", OLD)).isEverywhere(NEW)).isFalse();
        assertThat(of(served("a", NEW), nothing("b")).isEverywhere(NEW)).isFalse();
        assertThat(of(nothing("a")).isEverywhere(NEW)).isFalse();
        assertThat(of(silent("a"), silent("b")).isEverywhere(NEW)).isFalse();
    }

    @Test
    void isNotEverywhereUnderAnotherName() {
        RecordSet sameValueOtherName = RecordSet.of(new RecordKey("ww", RecordType.A), Duration.ZERO, "192.0.2.2");

        assertThat(of(served("a", NEW)).isEverywhere(sameValueOtherName)).isFalse();
    }

    @Test
    void agreesOnlyIfAllThatAnswerGiveTheSame() {
        assertThat(of(served("a", NEW), served("b", NEW_OTHER_TTL), silent("c")).agreed())
                .contains(NEW);
        assertThat(of(served("a", NEW), served("b", OLD)).agreed()).isEmpty();
        assertThat(of(served("a", NEW), nothing("b")).agreed()).isEmpty();
        assertThat(of(nothing("a"), nothing("b")).agreed()).isEmpty();
        assertThat(of(silent("a")).agreed()).isEmpty();
    }

    @Test
    void tellsWhatIsServedAndByWhomElse() {
        Publication mixed = of(served("a", NEW), served("b", OLD), nothing("c"), silent("d"));

        assertThat(mixed.served())
                .containsExactlyInAnyOrder(
                        Optional.of(Set.of("192.0.2.2")), Optional.of(Set.of("192.0.2.1")), Optional.empty());
        assertThat(mixed.lagging(NEW)).containsExactly("b", "c");
        assertThat(mixed.silent()).containsExactly(new Silent("d", "no answer in time"));
    }

    @Test
    void hasAtLeastOneAnswer() {
        assertThatThrownBy(() -> new Publication(KEY, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
