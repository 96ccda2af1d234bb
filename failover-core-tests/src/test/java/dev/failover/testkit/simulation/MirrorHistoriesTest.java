package dev.failover.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.sync.MirrorHistory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S10 to S12 and L6 under faults that nobody scripted, and a bug for each that these histories must find. */
@Tag("long")
@DisplayName("Whatever becomes of a data set,")
class MirrorHistoriesTest {
    private static final long SEEDS = Long.getLong("failover.mirror.seeds", 150);
    private static final int SEEDS_TO_FIND_IT = 60;

    @TempDir
    Path directory;

    static List<Mutant> mutants() {
        return List.of(
                Mutant.of("S10", "a part of the tree makes the replica younger", 1)
                        .edit("sync/DataMirror.java", "watermark = report.complete()", "watermark = sequence > 0"),
                Mutant.of("S11", "a newer source is overwritten", 1)
                        .edit(
                                "sync/MirrorDirection.java",
                                "if (found.epoch() > ours.epoch()) {",
                                "if (found.epoch() > ours.epoch() + 1000) {"),
                Mutant.of("S12", "a doubt halts nothing", 1)
                        .edit(
                                "sync/DataMirror.java",
                                "if (doubt.isPresent() && !guard.isAccepted(sequence)) {",
                                "if (doubt.isPresent() && sequence < 0) {"),
                Mutant.of("S12", "a source may shrink bit by bit", 1)
                        .edit(
                                "sync/SourceGuard.java",
                                "long most = Math.max(last, before.counts().most());",
                                "long most = last;"),
                Mutant.of("L6", "complete runs are rare", 1)
                        .edit(
                                "sync/MirrorDebt.java",
                                "new MirrorDebt(rescan, now.plus(rescan), owed",
                                "new MirrorDebt(rescan, now.plus(rescan.multipliedBy(1000)), owed"));
    }

    private Path empty(long seed) throws Exception {
        return Files.createDirectory(directory.resolve("seed-" + seed));
    }

    @Test
    @DisplayName(
            "its replica is as old as is said, is overwritten by nobody else, loses nothing by accident, and follows")
    void everyInvariantHolds() throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(MirrorHistory.run(seed, empty(seed))).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    @DisplayName("a bug is found that breaks")
    void bites(Mutant mutant) throws Exception {
        Method run = mutant.load().loadClass(MirrorHistory.class.getName()).getMethod("run", long.class, Path.class);
        Optional<?> found = Optional.empty();
        for (long seed = 1; seed <= SEEDS_TO_FIND_IT && found.isEmpty(); seed++) {
            found = ((Optional<?>) run.invoke(null, seed, empty(seed)))
                    .filter(violation -> violation.toString().startsWith(mutant.invariant() + " "));
        }
        assertThat(found)
                .as("a history of the first %d that violates %s", SEEDS_TO_FIND_IT, mutant.invariant())
                .isPresent();
    }
}
