package dev.failover.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.testkit.ManualScheduler;
import dev.failover.time.Scheduler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("References")
class ReferencesTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Place first = new Place();
    private final Place second = new Place();
    private final List<Boolean> changes = new ArrayList<>();
    private final References references = References.builder(scheduler)
            .reference("first", first, InetAddress.getLoopbackAddress())
            .reference("second", second, InetAddress.getLoopbackAddress())
            .onChange(changes::add)
            .build();

    private final class Place implements HealthCheck {
        private boolean reachable = true;
        private Duration failsAfter = Duration.ofSeconds(2);
        private int probes;

        @Override
        public Health check(InetAddress address, Duration timeout) {
            probes++;
            if (reachable) {
                scheduler.spend(Duration.ofMillis(10));
                return Health.up("fine");
            }
            scheduler.spend(failsAfter);
            return Health.down("no answer");
        }
    }

    private void cut() {
        first.reachable = false;
        second.reachable = false;
    }

    @Test
    void areProbedAtOnceAndEveryFiveSeconds() {
        references.start();
        references.start();
        scheduler.advance(Duration.ofSeconds(11));
        assertThat(first.probes).isEqualTo(3);
        assertThat(references.isolated()).isFalse();
        assertThat(changes).isEmpty();
    }

    @Test
    void countAsReachedBeforeTheFirstRoundHasEnded() {
        cut();
        references.start();
        scheduler.advance(Duration.ofMillis(1999));
        assertThat(references.isolated()).isFalse();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(references.isolated()).isTrue();
    }

    @Test
    void isolateTheWatcherOnlyIfNoneIsReached() {
        first.reachable = false;
        references.start();
        scheduler.advance(Duration.ofSeconds(11));
        assertThat(references.isolated()).isFalse();
        second.reachable = false;
        scheduler.advance(Duration.ofSeconds(6));
        assertThat(references.isolated()).isTrue();
        assertThat(changes).containsExactly(true);
    }

    @Test
    void connectTheWatcherAgainWithOneSuccess() {
        cut();
        references.start();
        scheduler.advance(Duration.ofSeconds(3));
        second.reachable = true;
        scheduler.advance(Duration.ofMillis(2010));
        assertThat(references.isolated())
                .as("without waiting for the other to time out")
                .isFalse();
        assertThat(changes).containsExactly(true, false);
    }

    @Test
    void areRecheckedOnDemandAtOnce() {
        references.start();
        scheduler.advance(Duration.ofSeconds(1));
        cut();
        first.failsAfter = Duration.ofMillis(300);
        List<Boolean> answers = new ArrayList<>();
        references.recheck(answers::add);
        scheduler.advance(Duration.ofMillis(1999));
        assertThat(answers).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(answers).as("reached").containsExactly(false);
        assertThat(references.isolated()).isTrue();
    }

    @Test
    void areRecheckedWithoutHavingBeenStarted() {
        List<Boolean> answers = new ArrayList<>();
        references.recheck(answers::add);
        references.recheck(answers::add);
        scheduler.advance(Duration.ofSeconds(20));
        assertThat(answers).containsExactly(true, true);
        assertThat(first.probes).isEqualTo(2);
    }

    @Test
    @DisplayName("a round that began before the one that knew last changes nothing any more")
    void anOldRoundIsDropped() {
        cut();
        references.start();
        scheduler.advance(Duration.ofSeconds(1));
        first.reachable = true;
        List<Boolean> answers = new ArrayList<>();
        references.recheck(answers::add);
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(answers).as("reached").containsExactly(true);
        assertThat(references.isolated()).isFalse();
        assertThat(changes).isEmpty();
    }

    @Test
    void neverIsolateIfThereAreNone() {
        References none = References.builder(scheduler).build();
        none.start();
        List<Boolean> answers = new ArrayList<>();
        none.recheck(answers::add);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(answers).as("reached").containsExactly(true);
        assertThat(none.isolated()).isFalse();
    }

    @Test
    void areNotReachedIfTheirCheckIsBroken() {
        References broken = References.builder(scheduler)
                .reference(
                        "broken",
                        (address, timeout) -> {
                            throw new IllegalStateException("a bug, on purpose");
                        },
                        InetAddress.getLoopbackAddress())
                .build();
        broken.start();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(broken.isolated()).isTrue();
    }

    @Test
    void areLeftAloneOnceClosed() {
        references.start();
        scheduler.advance(Duration.ZERO);
        cut();
        List<Boolean> answers = new ArrayList<>();
        references.recheck(answers::add);
        scheduler.advance(Duration.ZERO);
        references.close();
        references.close();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(first.probes).isEqualTo(2);
        assertThat(answers).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void areTcpPortsOnRealSocketsToo() throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = socket.getLocalPort();
        }
        try (Scheduler system = Scheduler.system();
                ServerSocket alive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(reached(system, "127.0.0.1:" + dead)).isFalse();
            assertThat(reached(system, "no-such-host.invalid:" + dead)).isFalse();
            assertThat(reached(system, "127.0.0.1:" + dead, "localhost:" + alive.getLocalPort()))
                    .isTrue();
        }
    }

    private static boolean reached(Scheduler system, String... hostsAndPorts) throws Exception {
        References.Builder builder = References.builder(system);
        for (String hostAndPort : hostsAndPorts) {
            builder.reference(hostAndPort);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        try (References real = builder.build()) {
            real.recheck(answer::complete);
            return answer.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "192.0.2.1:",
                "192.0.2.1:0",
                "192.0.2.1:65536",
                "2001:db8::1:53",
                "a b:53",
                ":53"
            })
    void areRefusedIfMalformed(String text) {
        assertThatThrownBy(() -> References.builder(scheduler).reference(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be an address or name and a port");
    }

    @Test
    void takeAnIpv6AddressInBrackets() {
        assertThat(References.builder(scheduler).reference("[2001:db8::1]:53").build())
                .hasToString("references [[2001:db8::1]:53]");
    }

    @Test
    void areRefusedWithAnIntervalOrTimeoutOutOfRange() {
        InvalidSettingsException refused = catchThrowableOfType(
                InvalidSettingsException.class,
                () -> References.builder(scheduler)
                        .interval(Duration.ofHours(2))
                        .timeout(Duration.ofHours(3))
                        .build());
        assertThat(refused.problems()).extracting(Problem::key).containsExactly("interval", "timeout");
    }
}
