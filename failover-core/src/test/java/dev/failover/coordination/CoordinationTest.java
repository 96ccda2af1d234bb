package dev.failover.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.InvalidSettingsException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An arrangement of several watchers")
class CoordinationTest {

    private static Coordination.Builder three() {
        return Coordination.builder()
                .coordinator(new NoStore())
                .watcher("a")
                .voter("a", "gra")
                .voter("b", "home")
                .voter("c", "vps");
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis(Math.round(value * 1000));
    }

    @ParameterizedTest(name = "{0} domains: {1}")
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 3"})
    @DisplayName("asks the majority of the configured domains by default")
    void majority(int domains, int majority) {
        Coordination.Builder builder =
                Coordination.builder().coordinator(new NoStore()).watcher("w0");
        for (int i = 0; i < domains; i++) {
            builder.voter("w" + i, "d" + i).voter("v" + i, "d" + i);
        }
        Coordination terms = builder.build();
        assertThat(terms.quorum()).isEqualTo(majority);
        assertThat(terms.turnout()).isEqualTo(majority);
    }

    @Test
    @DisplayName(
            "says how long a takeover takes: the lease of the record and one percent, and what may still be under way")
    void takeover() {
        Coordination terms = three().build();
        assertThat(terms.longestWrite()).isEqualTo(seconds(45 - 10 - 2 * 4 - 1));
        assertThat(terms.untilTakeover(seconds(60), true)).isEqualTo(seconds(60.6));
        assertThat(terms.untilTakeover(seconds(60), false)).isEqualTo(seconds(60.6 + 26));
        assertThat(terms.takeoverBound(true)).isEqualTo(seconds(45.45 + 1 + 3 * 4));
        assertThat(terms.takeoverBound(false)).isEqualTo(seconds(45.45 + 26 + 1 + 3 * 4));
        assertThat(terms.votingBound()).isEqualTo(seconds(1 + 3 * 4));
        assertThat(terms.silence()).isEqualTo(seconds(10 + 2 * 4));
        assertThat(three().acquireAfter(seconds(7)).build().takeoverBound(true))
                .isEqualTo(seconds(45.45 + 7 + 1 + 3 * 4));
    }

    @Test
    @DisplayName("knows which site could never be left, as a site's own domain bears no witness")
    void witnesses() {
        assertThat(three().build().problemOfSite("prod", "gra")).isEmpty();
        assertThat(three().build().problemOfSite("prod", "")).isEmpty();
        Coordination two = Coordination.builder()
                .coordinator(new NoStore())
                .watcher("a")
                .voter("a", "gra")
                .voter("b", "home")
                .build();
        assertThat(two.problemOfSite("prod", "elsewhere")).isEmpty();
        assertThat(two.problemOfSite("prod", "gra"))
                .hasValue("prod could never be left: of the voters' failure domains only 1 can bear witness,"
                        + " as gra is its own, and 2 are needed. Add a voter in another one");
        assertThat(three().turnout(3).build().problemOfSite("prod", "gra")).isPresent();
    }

    @Test
    @DisplayName("waits for what may still be on its way to a vendor that can't compare")
    void acquireAfter() {
        assertThat(three().build().problemOfVendor(false)).isEmpty();
        assertThat(three().acquireAfter(seconds(5)).build().problemOfVendor(true))
                .isEmpty();
        assertThat(three().acquireAfter(seconds(26)).build().problemOfVendor(false))
                .isEmpty();
        assertThat(three().acquireAfter(seconds(25)).build().problemOfVendor(false))
                .hasValue(
                        "a vendor of this service can't compare, and a write that another watcher began may take 26s: a wait of 25s is too short");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                wrong(
                        b -> b.timeout(seconds(5.1)),
                        "timeout: a look at the store and a renewal, twice the timeout, must fit between two renewals (renew): 10.2s is more than 10s"),
                wrong(
                        b -> b.poll(seconds(11)),
                        "poll: the store must be looked at between two renewals (renew): 11s is more than 10s"),
                wrong(
                        b -> b.voteValid(seconds(17)),
                        "vote-valid: a vote must count until the next one is there: renew and twice the timeout: 18s is more than 17s"),
                wrong(
                        b -> b.lease(seconds(23)),
                        "lease: what a lease has left at least (lease - renew - 2 x timeout - margin) must be enough to write to a vendor: 5s is more than 4s"),
                wrong(b -> b.lease(Duration.ZERO), "lease: must be more than zero"),
                wrong(b -> b.margin(seconds(-1)), "margin: must be zero or more"),
                wrong(b -> b.acquireAfter(seconds(-1)), "acquire-after: must be zero or more"),
                wrong(b -> b.quorum(4), "quorum: must be between 1 and the number of failure domains, 3, not 4"),
                wrong(b -> b.quorum(0), "quorum: must be between 1 and the number of failure domains, 3, not 0"),
                wrong(b -> b.turnout(4), "turnout: must be between 1 and the number of failure domains, 3, not 4"),
                wrong(b -> b.watcher("z"), "voters: this watcher, z, is not among them: [a, b, c]"),
                wrong(b -> b.voter("a", "other"), "voters: there are two voters named a"),
                wrong(
                        b -> b.voter("d", "a b"),
                        "voters: a name is 1 to 63 letters, digits, dots, hyphens and underscores, not \"a b\""));
    }

    private static Arguments wrong(Consumer<Coordination.Builder> change, String message) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    @DisplayName("is refused with one sentence for each rule that is broken")
    void refused(String message, Consumer<Coordination.Builder> change) {
        Coordination.Builder builder = three();
        change.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    @DisplayName("is right at the edge of each rule")
    void edges() {
        assertThat(three().timeout(seconds(5)).voteValid(seconds(20)).build().isShared())
                .isTrue();
        assertThat(three().poll(seconds(10))
                        .voteValid(seconds(18))
                        .lease(seconds(24))
                        .build())
                .isNotNull();
    }

    @Test
    @DisplayName("names everything that is missing at once")
    void missing() {
        assertThatThrownBy(() -> Coordination.builder().build())
                .hasMessageContaining("coordinator: is missing")
                .hasMessageContaining("watcher: is missing")
                .hasMessageContaining("voters: is missing");
    }

    @Test
    @DisplayName("of one voter leaves nothing to agree upon")
    void alone() {
        assertThat(Coordination.builder()
                        .coordinator(new NoStore())
                        .watcher("a")
                        .voter("a", "home")
                        .build()
                        .isShared())
                .isFalse();
    }
}
