package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mishaps drawn by lot, round after round, on three watchers with a real etcd and a real BIND: each round is judged by BIND's
 * own log. Three stages play beside each other, as they mostly wait; {@code -Dfailover.voters.rounds=200} plays more rounds than ten,
 * {@code -Dfailover.voters.stages=1} on fewer stages.
 */
@OnStage
@Tag("measure")
@Timeout(6 * 60 * 60)
class VotersMeasurement {
    private static final int ROUNDS = Integer.getInteger("failover.voters.rounds", 10);
    private static final long SEED = Long.getLong("failover.voters.seed", 1);
    private static final int STAGES = Integer.getInteger("failover.voters.stages", 3);
    private static final Duration VENDOR_LATE = Duration.ofSeconds(45);

    private record Played(Round round, Duration took) {}

    private static final Collection<Played> ALL = new ConcurrentLinkedQueue<>();
    private static final long BEGUN = System.nanoTime();

    @TempDir
    Path directory;

    static IntStream stages() {
        return IntStream.range(0, STAGES);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void rounds(int first, Stage stage) throws Exception {
        List<Round> rounds = Round.byLot(SEED).limit(ROUNDS).toList();
        try (EtcdCluster store = new EtcdCluster(stage.network(), directory);
                Trio trio = new Trio(
                        stage,
                        store,
                        directory,
                        false,
                        true,
                        System.getProperty("java.class.path"),
                        Host.WATCHER,
                        Host.BERLIN,
                        Host.OSLO)) {
            int done = 0;
            for (int i = first; i < ROUNDS; i += STAGES) {
                Round round = rounds.get(i);
                long start = System.nanoTime();
                round.play(stage, trio, store, VENDOR_LATE);
                Played played = new Played(round, Duration.ofNanos(System.nanoTime() - start));
                ALL.add(played);
                done++;
                System.out.printf(
                        "%4d %-24s %3d s%n", i + 1, round, played.took().toSeconds());
                assertThat(trio.wrong())
                        .as("round %d, %s, seed %d", i + 1, round, SEED)
                        .isEmpty();
                assertThat(trio.moves()).as("by the vendor's log").hasSize(2 * done);
                assertThat(stage.servedInTurn()).as("there and back, once each").hasSize(2 * done + 1);
            }
        }
    }

    @AfterAll
    static void sum() {
        Map<Mishap, List<Long>> times = ALL.stream()
                .collect(Collectors.groupingBy(
                        played -> played.round().mishap(),
                        TreeMap::new,
                        Collectors.mapping(played -> played.took().toSeconds(), Collectors.toList())));
        times.forEach((mishap, seconds) -> System.out.printf(
                "%-24s %3d rounds, %.0f s each%n",
                mishap,
                seconds.size(),
                seconds.stream().mapToLong(Long::longValue).average().orElse(0)));
        System.out.printf(
                "%d rounds in %d s on %d stages%n",
                ALL.size(), Duration.ofNanos(System.nanoTime() - BEGUN).toSeconds(), STAGES);
    }
}
