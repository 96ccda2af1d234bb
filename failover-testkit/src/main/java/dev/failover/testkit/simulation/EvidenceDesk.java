package dev.failover.testkit.simulation;

import dev.failover.FailoverEvent;
import dev.failover.FailoverEvent.Decided;
import dev.failover.FailoverListener;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.evidence.EvidenceBudget;
import dev.failover.evidence.EvidenceCollection;
import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Incident;
import dev.failover.evidence.Redaction;
import dev.failover.internal.storage.FileTree;
import dev.failover.internal.storage.ImitatedMachine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Beside a watcher's process: has evidence collected of each site that is left because it failed. It shares the process's threads and
 * clock, which a program may and the agent does not: so what would wait for a collector has every occasion to.
 */
final class EvidenceDesk implements FailoverListener {
    private static final List<EvidenceCollector.Reach> REACHES = List.of(EvidenceCollector.Reach.values());

    private static final Path DIRECTORY = Path.of("/evidence");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration TO_LOOK = Duration.ofSeconds(15);
    private static final Duration SLOWEST = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 1 << 20;

    private final Watcher watcher;
    private final Machine time;
    private final List<Informant> informants;
    private final CollectionChecks checks;
    private final EvidenceStore store;
    private final EvidenceCollection collection;

    EvidenceDesk(Watcher watcher, Machine time, MemoryDisk disk, World world) {
        this.watcher = watcher;
        this.time = time;
        this.informants = world.informants();
        this.checks = world.checks().collection;
        store = new EvidenceStore(DIRECTORY, EvidenceStore.Keep.defaults(), new Host(time, disk));
        collection = new EvidenceCollection(time, store, EvidenceBudget.defaults(), Redaction.of(List.of(), List.of()));
    }

    /** Ends what the process before has left open. */
    void begin() {
        time.call(
                "looking at the evidence",
                TO_LOOK,
                () -> {
                    store.endInterrupted();
                    checks.found(watcher, store);
                    return true;
                },
                outcome -> {});
    }

    @Override
    public void on(FailoverEvent event) {
        if (event instanceof Decided decided) {
            decided.began()
                    .filter(began -> began.cause() == Cause.FAILOVER)
                    .ifPresent(began -> left(began, decided.text()));
        }
    }

    private void left(RememberedSwitch began, String reason) {
        Incident incident = new Incident(Watcher.SERVICE, began.epoch(), began.from(), began.decidedAt(), reason);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < informants.size(); i++) {
            sources.add(new Source("informant-" + i, new Asked(i), TIMEOUT, MOST_BYTES));
        }
        collection.begin(
                incident,
                sources,
                Optional::empty,
                outcome -> outcome.fold(
                        manifest -> {
                            checks.collected(watcher, manifest);
                            return true;
                        },
                        failure -> false));
    }

    /** The process's clock, and the disk that outlives it. */
    private record Host(Machine time, FileTree disk) implements ImitatedMachine {
        @Override
        public Instant instant() {
            return time.instant();
        }
    }

    private final class Asked implements EvidenceCollector {
        private final int number;

        private Asked(int number) {
            this.number = number;
        }

        @Override
        public Description describe() {
            return new Description("what it knows", REACHES.get(number % REACHES.size()), Cost.NONE);
        }

        @Override
        public void collect(Incident incident, EvidenceSink sink, Duration timeout) {
            checks.asked(watcher, time, timeout);
            byte[] said = ("it was well until " + incident.decidedAt()).getBytes(StandardCharsets.UTF_8);
            switch (informants.get(number)) {
                case ANSWERS -> {
                    sink.item("log", "tail log").write(said, 0, said.length);
                    time.work().takes(time.work().dice.between(Duration.ZERO, SLOWEST));
                    checks.answered(watcher, incident, number);
                }
                case FAILS -> throw new UnavailableException("no route to " + incident.site());
                case SLEEPS -> {
                    sink.item("log", "tail log").write(said, 0, said.length / 2);
                    time.sleepForEver();
                }
            }
        }
    }
}
