package dev.failover.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.failover.component.ComponentException;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import dev.failover.health.Health.Status;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A composite check")
class CompositeHealthCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final InetAddress LOCAL = InetAddresses.forString("127.0.0.1");

    /** A part that finds what it is told to, under a name. */
    private record Part(String name, Health health) implements HealthCheck {
        static Part of(Status status) {
            return new Part("part", new Health(status, "said so", Optional.empty()));
        }

        @Override
        public Health check(InetAddress address, Duration timeout) {
            return health;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Part up(String name) {
        return new Part(name, Health.up("fine"));
    }

    private static Part down(String name) {
        return new Part(name, Health.down("broken"));
    }

    private static Part unknown(String name) {
        return new Part(name, Health.unknown("no route"));
    }

    private static Health probe(HealthCheck check) throws InterruptedException {
        return check.check(LOCAL, TIMEOUT);
    }

    @Nested
    @DisplayName("is decided by its parts:")
    class Decided {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        @DisplayName("whatever the unknown ones might be, if that makes no difference, and unknown if it does (S7)")
        void byThreeValues(int parts) throws Exception {
            for (List<Status> statuses : combinations(parts)) {
                List<Part> made = statuses.stream().map(Part::of).toList();
                for (int needed = 1; needed <= parts; needed++) {
                    assertThat(probe(CompositeHealthCheck.atLeast(needed, made)).status())
                            .as("at least %s of %s", needed, statuses)
                            .isEqualTo(expected(needed, statuses));
                }
                assertThat(probe(CompositeHealthCheck.all(made)).status()).isEqualTo(expected(parts, statuses));
                assertThat(probe(CompositeHealthCheck.any(made)).status()).isEqualTo(expected(1, statuses));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        @DisplayName("as soon as the others make no difference, in whatever order they are heard")
        void early(int parts) {
            for (List<Status> statuses : combinations(parts)) {
                for (int needed = 1; needed <= parts; needed++) {
                    Tally tally = Tally.of(needed, parts);
                    for (int heard = 0; heard <= parts; heard++) {
                        List<Status> known = statuses.subList(0, heard);
                        assertThat(tally.decided())
                                .as("at least %s of %s, of which %s are known", needed, parts, known)
                                .isEqualTo(only(needed, known, parts));
                        if (heard < parts) {
                            tally = tally.with(statuses.get(heard));
                        }
                    }
                }
            }
        }

        private static Optional<Status> only(int needed, List<Status> known, int parts) {
            List<Status> possible = combinations(parts - known.size()).stream()
                    .map(rest -> {
                        List<Status> all = new ArrayList<>(known);
                        all.addAll(rest);
                        return expected(needed, all);
                    })
                    .distinct()
                    .toList();
            return possible.size() == 1 ? Optional.of(possible.get(0)) : Optional.empty();
        }

        /** By trying what each unknown part might be. */
        private static Status expected(int needed, List<Status> statuses) {
            int unknown = Collections.frequency(statuses, Status.UNKNOWN);
            int up = Collections.frequency(statuses, Status.UP);
            boolean canBeUp = false;
            boolean canBeDown = false;
            for (int more = 0; more <= unknown; more++) {
                canBeUp |= up + more >= needed;
                canBeDown |= up + more < needed;
            }
            return canBeUp && canBeDown ? Status.UNKNOWN : canBeUp ? Status.UP : Status.DOWN;
        }

        private static List<List<Status>> combinations(int length) {
            List<List<Status>> all = List.of(List.of());
            for (int i = 0; i < length; i++) {
                all = all.stream()
                        .flatMap(former -> List.of(Status.values()).stream().map(status -> {
                            List<Status> longer = new ArrayList<>(former);
                            longer.add(status);
                            return longer;
                        }))
                        .map(List::copyOf)
                        .toList();
            }
            return all;
        }

        @ParameterizedTest
        @CsvSource({"UP, DOWN", "DOWN, UP", "UNKNOWN, UNKNOWN"})
        void oppositely(Status part, Status whole) throws Exception {
            assertThat(probe(CompositeHealthCheck.not(Part.of(part))).status()).isEqualTo(whole);
        }
    }

    @Nested
    @DisplayName("says")
    class Says {
        @Test
        void whichPartsDecided() throws Exception {
            assertThat(probe(CompositeHealthCheck.all(List.of(up("page"), up("port")))))
                    .isEqualTo(Health.up("2 of 2 up: page: fine; port: fine"));
            assertThat(probe(CompositeHealthCheck.any(List.of(down("page"), down("port")))))
                    .isEqualTo(Health.down("2 of 2 down: page: broken; port: broken"));
            assertThat(probe(CompositeHealthCheck.all(List.of(up("page"), unknown("port")))))
                    .isEqualTo(Health.unknown("1 of 2 unknown: port: no route"));
            assertThat(probe(CompositeHealthCheck.atLeast(2, List.of(up("a"), unknown("b"), unknown("c")))))
                    .isEqualTo(Health.unknown("2 of 3 unknown (2 must be up): b: no route; c: no route"));
            assertThat(probe(CompositeHealthCheck.not(down("old page"))))
                    .isEqualTo(Health.up("down, as it must be: old page: broken"));
            assertThat(probe(CompositeHealthCheck.not(up("old page"))))
                    .isEqualTo(Health.down("up, and must not be: old page: fine"));
        }

        @Test
        void notEverythingOfMany() throws Exception {
            List<Part> many = List.of(up("a"), up("b"), up("c"), up("d"), up("e"));
            assertThat(probe(CompositeHealthCheck.all(many)).detail())
                    .isEqualTo("5 of 5 up: a: fine; b: fine; c: fine; and 2 more");
        }

        @Test
        @DisplayName("which certificate expires first, of the parts that decided")
        void certificate() throws Exception {
            Instant early = Instant.parse("2030-01-01T00:00:00Z");
            Instant late = early.plusSeconds(1);
            List<Part> parts = List.of(
                    new Part("a", Health.up("fine").withCertificateExpiry(late)),
                    new Part("b", Health.up("fine").withCertificateExpiry(early)),
                    up("c"));
            assertThat(probe(CompositeHealthCheck.all(parts)).certificateExpiry())
                    .hasValue(early);
            assertThat(probe(CompositeHealthCheck.not(parts.get(0))).certificateExpiry())
                    .hasValue(late);
        }

        @Test
        void whatItIs() {
            assertThat(CompositeHealthCheck.all(List.of(
                            up("a"), CompositeHealthCheck.not(CompositeHealthCheck.any(List.of(up("b"), up("c")))))))
                    .hasToString("all of [a, not any of [b, c]]");
            assertThat(CompositeHealthCheck.atLeast(2, List.of(up("a"), up("b"), up("c"))))
                    .hasToString("at least 2 of [a, b, c]");
        }

        @Test
        @DisplayName("without naming the parts of a part twice")
        void nested() throws Exception {
            HealthCheck several = CompositeHealthCheck.atLeast(2, List.of(down("a"), down("b"), down("c")));
            assertThat(probe(CompositeHealthCheck.any(List.of(several))).detail())
                    .startsWith("1 of 1 down: at least 2: 2 of 3 down (2 must be up): ");
            assertThat(probe(CompositeHealthCheck.all(List.of(CompositeHealthCheck.not(up("d"))))))
                    .isEqualTo(Health.down("1 of 1 down: not: up, and must not be: d: fine"));
            assertThat(probe(CompositeHealthCheck.not(CompositeHealthCheck.all(List.of(up("d"))))))
                    .isEqualTo(Health.down("up, and must not be: all: 1 of 1 up: d: fine"));
        }
    }

    @Nested
    @DisplayName("probes")
    class Probes {
        @Test
        void itsPartsSideBySide() throws Exception {
            CountDownLatch together = new CountDownLatch(3);
            HealthCheck part = (address, timeout) -> {
                together.countDown();
                return together.await(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        ? Health.up("met")
                        : Health.down("alone");
            };
            assertThat(probe(CompositeHealthCheck.all(List.of(part, part, part)))
                            .status())
                    .isEqualTo(Status.UP);
        }

        @Test
        void onlyUntilItIsDecided() throws Exception {
            CountDownLatch calledOff = new CountDownLatch(1);
            HealthCheck slow = (address, timeout) -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    calledOff.countDown();
                    throw e;
                }
                return Health.up("at last");
            };
            assertThat(probe(CompositeHealthCheck.any(List.of(slow, up("quick")))))
                    .isEqualTo(Health.up("1 of 2 up: quick: fine"));
            // One that was not begun yet is never called.
            assertThat(probe(CompositeHealthCheck.all(List.of(slow, down("quick"))))
                            .status())
                    .isEqualTo(Status.DOWN);
            assertThat(calledOff.await(20, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void noLongerThanTheTimeGivenEvenIfAPartDoes() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            HealthCheck deaf = (address, timeout) -> {
                while (true) {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        // It heeds nothing: until the end of the test.
                        if (never.getCount() == 0) {
                            return Health.up("at last");
                        }
                    }
                }
            };
            long start = System.nanoTime();
            Health health = CompositeHealthCheck.all(List.of(up("a"), deaf)).check(LOCAL, Duration.ofMillis(200));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(650), Duration.ofSeconds(3));
            assertThat(health).isEqualTo(Health.unknown("1 of 2 checks did not end within 200ms"));
            never.countDown();
        }

        @Test
        @DisplayName("on, if one part throws: that says nothing about the site (S7)")
        void pastWhatThrows() throws Exception {
            ComponentException expected = new UnavailableException("no program");
            HealthCheck failing = (address, timeout) -> {
                throw expected;
            };
            HealthCheck faulty = (address, timeout) -> {
                throw new IllegalStateException("a bug");
            };
            assertThat(probe(CompositeHealthCheck.any(List.of(failing, faulty, up("c"))))
                            .status())
                    .isEqualTo(Status.UP);
            Health health = probe(CompositeHealthCheck.any(List.of(failing, faulty, down("c"))));
            assertThat(health.status()).isEqualTo(Status.UNKNOWN);
            assertThat(health.detail())
                    .contains(": no program")
                    .contains(": the health check failed: java.lang.IllegalStateException: a bug");
        }
    }

    @Nested
    @DisplayName("from settings")
    class FromSettings {
        private static HealthCheck create(String type, String... settings) {
            Map<String, String> values = new TreeMap<>();
            for (String setting : settings) {
                values.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""));
            }
            return Components.load(HealthCheckFactory.class).create(type, Settings.of("check", values));
        }

        @Test
        void isMadeOfTheBlocksBelowIt() {
            assertThat(create(
                            "all",
                            "of.0.type=http",
                            "of.0.url=https://www.example.org/",
                            "of.1.type=at-least",
                            "of.1.count=2",
                            "of.1.of.0.type=tcp",
                            "of.1.of.0.port=1",
                            "of.1.of.1.type=tcp",
                            "of.1.of.1.port=2",
                            "of.1.of.2.type=not",
                            "of.1.of.2.of.type=tcp",
                            "of.1.of.2.of.port=3"))
                    .hasToString("all of [http check: GET https://www.example.org/,"
                            + " at least 2 of [tcp check: port 1, tcp check: port 2, not tcp check: port 3]]");
            assertThat(create("any", "of.0.type=tcp", "of.0.port=1", "of.1.type=tcp", "of.1.port=2"))
                    .hasToString("any of [tcp check: port 1, tcp check: port 2]");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        all | of.0.type=tcp of.0.port=0 of.1.type=tcp | check.of.0.port: must be from 1 to 65535, not 0; \
                        check.of.1.port: is required: the TCP port to connect to, 1 to 65535
                        any | of.0.port=1 | check.of.0.type: is missing: which one? On the class path are [
                        any | of.0.tpye=tcp | check.of.0.tpye: unknown setting; known are [type]; did you mean "type"?
                        all | of.0.type=tcpp of.0.port=1 | check.of.0.type: No health check named "tcpp"; found [
                        all | of.0.type=tcp of.0.port=1 of.0.interval=1s | check.of.0.interval: belongs to the service's check as a whole, whose parts are all probed at once; move it up, beside the outermost type
                        any | of.0.type=not of.0.of.type=any of.0.of.of.0.type=tcp of.0.of.of.0.port=1 of.0.of.fall=3 | check.of.0.of.fall: belongs to the service's check as a whole
                        any | of.0.type=tcp of.0.port=1 of.0.colour=red | check.of.0.colour: unknown setting; known are [expect, expect-pattern, port, send, type]
                        all | | check.of: is required: from 1 to 32 checks
                        all | of=tcp | check.of: must be a list of blocks
                        all | of.0=tcp | check.of: must be a list of blocks
                        all | of.type=tcp of.port=1 | check.of: must be a list of blocks
                        any | of.0.type=tcp of.0.port=1 of.2.type=tcp | check.of: must be a list of blocks
                        all | of.0.type=tcp of.0.port=1 count=1 | check.count: is of type at-least only: write type: at-least to say how many must be UP
                        any | of.0.type=tcp of.0.port=1 count=1 colour=red | check.colour: unknown setting; known are [of]
                        at-least | count=2 of.0.type=tcp of.0.port=1 | check.count: must be from 1 to 1, the number of checks, not 2
                        at-least | of.0.type=tcp of.0.port=1 | check.count: is required: how many of them must be UP
                        at-least | count=0 of.0.type=tcp of.0.port=1 | check.count: must be from 1 to 1, the number of checks, not 0
                        not | | check.of: is required: the block of the check that must be DOWN
                        not | of.0.type=tcp of.0.port=1 | check.of: must be one block, not a list of them
                        """)
        void saysWhatIsWrongAndWhere(String type, String settings, String message) {
            String[] each = settings == null ? new String[0] : settings.split(" ", -1);
            assertThatThrownBy(() -> create(type, each))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining(message);
        }

        @Test
        @DisplayName("says one thing about one fault")
        void once() {
            assertThatThrownBy(() -> create("at-least", "count=2", "of.0.type=tcp", "of.0.port=1", "of.1.type=tcp"))
                    .hasMessage("check.of.1.port: is required: the TCP port to connect to, 1 to 65535");
            assertThatThrownBy(() -> create("all", "of.0=tcp")).hasMessage("check.of: must be a list of blocks");
        }

        @Test
        void hasBounds() {
            List<Part> many = Collections.nCopies(33, up("a"));
            assertThatThrownBy(() -> CompositeHealthCheck.all(many))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessage("of: must list from 1 to 32 checks, not 33");
        }
    }
}
