package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How soon another takes over once the one that held it is killed: a lease of ours in etcd, and a ticket of Pacemaker's booth, both
 * of ten seconds, on the same three hosts in the same minutes.
 */
@OnStage
@Tag("measure")
@Timeout(900)
@DisplayName("Watchers and booth")
class BoothMeasurement {
    private static final int ROUNDS = Integer.getInteger("failover.booth.rounds", 10);
    private static final int LEASE_SECONDS = 10;
    private static final Host[] PLACES = {Host.WATCHER, Host.BERLIN, Host.OSLO};

    @TempDir
    Path directory;

    @Test
    @DisplayName("take over from a holder that is killed, side by side")
    void takeover(Stage stage) throws Exception {
        assumeTrue(Command.isInstalled(Booth.PROGRAM), "NOT TESTED: booth beside us, as it is not installed");
        List<Duration> ours = new ArrayList<>();
        List<Duration> theirs = new ArrayList<>();
        Random random = new Random(1);
        try (EtcdCluster store = new EtcdCluster(stage.network(), directory);
                Trio trio = new Trio(stage, store, directory, false, PLACES);
                Booth booth = new Booth(stage.network(), directory, LEASE_SECONDS, PLACES)) {
            for (int i = 0; i < ROUNDS; i++) {
                // At any moment between two renewals.
                TimeUnit.MILLISECONDS.sleep(LEASE_SECONDS * 500L + random.nextInt(LEASE_SECONDS * 500));
                Host holder = trio.holder();
                Host owner = host(booth.latest().orElseThrow().site());
                Instant killed = Instant.now();
                trio.at(holder).kill();
                booth.kill(owner);
                Await.until(
                        "another holds the lease, and another the ticket",
                        () -> taken(store, killed, holder).isPresent()
                                && granted(booth, killed, owner).isPresent(),
                        () -> store.history() + "\n" + booth);
                ours.add(Duration.between(killed, taken(store, killed, holder).orElseThrow()));
                theirs.add(
                        Duration.between(killed, granted(booth, killed, owner).orElseThrow()));
                trio.at(holder).start();
                booth.start(owner);
            }
        }
        print("a lease of ours", ours);
        print("a ticket of booth", theirs);
        assertThat(median(ours)).isLessThan(Duration.ofSeconds(LEASE_SECONDS + 1));
    }

    private static Host host(String label) {
        return List.of(PLACES).stream()
                .filter(host -> host.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Instant> taken(EtcdCluster store, Instant killed, Host holder) {
        return store.history().stream()
                .filter(shared -> shared.at().isAfter(killed)
                        && !shared.holder().isEmpty()
                        && !shared.holder().equals(holder.label()))
                .map(Shared::at)
                .findFirst();
    }

    private static Optional<Instant> granted(Booth booth, Instant killed, Host owner) {
        return booth.granted().stream()
                .filter(granted ->
                        granted.at().isAfter(killed) && !granted.site().equals(owner.label()))
                .map(Booth.Granted::at)
                .findFirst();
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static void print(String what, List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        System.out.printf(
                "%s of %d s, from kill to the next holder: median %.1f s, shortest %.1f s, longest %.1f s of %d%n",
                what,
                LEASE_SECONDS,
                median(times).toMillis() / 1e3,
                sorted.get(0).toMillis() / 1e3,
                sorted.get(sorted.size() - 1).toMillis() / 1e3,
                times.size());
    }
}
