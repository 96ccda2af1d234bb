package dev.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.FailoverEvent.Decided;
import dev.failover.decision.RememberedSwitch;
import dev.failover.evidence.EvidenceBudget;
import dev.failover.evidence.EvidenceCollection;
import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Redaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A switch beside which evidence is collected (S19)")
class EvidenceBesideSwitchTest {
    @TempDir
    Path directory;

    /** When things happened, in time that only moves as the loop asks for it. */
    private List<String> course(String name, int collectors, Predicate<String> hangs) {
        try (World world = new World(directory.resolve(name))) {
            EvidenceStore store =
                    new EvidenceStore(directory.resolve(name + "-evidence"), EvidenceStore.Keep.defaults(), world.time);
            EvidenceCollection collection = new EvidenceCollection(
                    world.time, store, EvidenceBudget.defaults(), Redaction.of(List.of(), List.of()));
            List<String> course = new ArrayList<>();
            world.listener = event -> {
                if (event.kind() != FailoverEvent.Kind.CHECKED) {
                    course.add(event.at() + " " + event.kind() + " " + event.text());
                }
                if (event instanceof Decided decided && decided.began().isPresent() && collectors > 0) {
                    RememberedSwitch began = decided.began().get();
                    collection.begin(
                            new Incident("www", began.epoch(), began.from(), began.decidedAt(), decided.text()),
                            sources(collectors),
                            Optional::empty,
                            outcome -> course.add("collected"));
                }
            };
            world.time.hang(hangs);
            world.startAndSettle();
            world.down(World.PROD);
            course.add("served after " + world.runUntilServed(World.HOME, Duration.ofMinutes(1)));
            world.run(Duration.ofMinutes(2));
            course.add("took " + world.status().state().switches().get(0).took());
            world.told.forEach(told -> course.add(told.at() + " " + told.title()));
            return course;
        }
    }

    private static List<Source> sources(int count) {
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            EvidenceCollector.Reach reach = EvidenceCollector.Reach.values()[i % 2];
            EvidenceCollector collector = new EvidenceCollector() {
                @Override
                public Description describe() {
                    return new Description("nothing", reach, Cost.NONE);
                }

                @Override
                public void collect(Incident incident, EvidenceSink sink, Duration timeout) {}
            };
            sources.add(new Source("c" + i, collector, Duration.ofSeconds(20), 1 << 20));
        }
        return sources;
    }

    @Test
    @DisplayName("happens at the same moments with five collectors that hang, with a disk that hangs, and without any")
    void sameMoments() {
        List<String> without = course("without", 0, name -> false);
        List<String> hanging = course("hanging", 5, name -> name.startsWith("collecting evidence"));
        assertThat(hanging).contains("collected");
        assertThat(without(hanging)).isEqualTo(without);
        assertThat(without(course("stuck", 5, name -> name.startsWith("opening the evidence"))))
                .isEqualTo(without);
        assertThat(without(course("keeping", 5, name -> name.startsWith("keeping what came"))))
                .isEqualTo(without);
        assertThat(without(course("sound", 5, name -> false))).isEqualTo(without);
    }

    private static List<String> without(List<String> course) {
        return course.stream().filter(line -> !line.equals("collected")).toList();
    }
}
