package dev.failover.agent.evidence;

import dev.failover.FailoverEvent;
import dev.failover.FailoverEvent.Decided;
import dev.failover.FailoverEvent.VerdictChanged;
import dev.failover.FailoverListener;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.EvidenceDefinition;
import dev.failover.agent.evidence.EvidenceTexts.Copied;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Secret;
import dev.failover.decision.Cause;
import dev.failover.decision.RememberedSwitch;
import dev.failover.evidence.EvidenceCollection;
import dev.failover.evidence.EvidenceStore;
import dev.failover.evidence.Incident;
import dev.failover.evidence.JournalLink;
import dev.failover.evidence.Manifest;
import dev.failover.evidence.Redaction;
import dev.failover.health.Verdict;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import dev.failover.notify.Notification;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has evidence collected whenever a site that is DOWN is left, on a clock and threads of its own. Told of what happens like any listener:
 * after it was decided and journalled. Thread-safe.
 */
public final class EvidenceWatch implements FailoverListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EvidenceWatch.class);
    private static final Duration TO_LOOK = Duration.ofSeconds(15);
    private static final Duration TO_COPY = Duration.ofMinutes(5);

    private final Supplier<Configuration> inForce;
    private final Supplier<Collection<Secret>> secrets;
    private final Scheduler scheduler;
    private final Map<List<String>, Verdict> verdicts = new HashMap<>();
    private volatile BiConsumer<String, Notification> announce = (service, notification) -> {};

    /** @param secrets what is one or was, asked when evidence is to be collected; may read files */
    public EvidenceWatch(Supplier<Configuration> inForce, Supplier<Collection<Secret>> secrets, Scheduler scheduler) {
        this.inForce = inForce;
        this.secrets = secrets;
        this.scheduler = scheduler;
    }

    /** Begins: ends what an earlier process left open. What comes of collecting is told by this from now on. */
    public void begin(BiConsumer<String, Notification> telling) {
        announce = telling;
        inForce.get().evidence().values().stream()
                .map(EvidenceDefinition::directory)
                .distinct()
                .forEach(directory -> {
                    EvidenceStore store = new EvidenceStore(directory, EvidenceStore.Keep.defaults(), scheduler);
                    scheduler.call(
                            "looking at the evidence in " + directory,
                            TO_LOOK,
                            () -> {
                                store.endInterrupted();
                                return true;
                            },
                            outcome -> outcome.fold(ended -> "", EvidenceWatch::warn));
                });
    }

    private static String warn(Exception failure) {
        log.warn("Evidence that was cut short could not be ended: {}", Excerpt.of(failure.getMessage()));
        return "";
    }

    @Override
    public boolean hearsChecks() {
        return false;
    }

    @Override
    public synchronized void on(FailoverEvent event) {
        if (event instanceof VerdictChanged changed) {
            verdicts.put(List.of(changed.service(), changed.site()), changed.verdict());
        } else if (event instanceof Decided decided) {
            decided.began().ifPresent(began -> left(decided, began));
        }
    }

    private void left(Decided decided, RememberedSwitch began) {
        boolean failed = began.cause() == Cause.FAILOVER
                || verdicts.get(List.of(decided.service(), began.from())) == Verdict.DOWN;
        EvidenceDefinition definition = inForce.get().evidence().get(decided.service());
        if (!failed || definition == null || began.from().isEmpty()) {
            return;
        }
        Incident incident =
                new Incident(decided.service(), began.epoch(), began.from(), began.decidedAt(), decided.text());
        EvidenceStore store = definition.store(scheduler);
        Path state = inForce.get().stateDirectory();
        new EvidenceCollection(scheduler, store, definition.budget(), Redaction.of(secrets.get(), definition.redact()))
                .begin(
                        incident,
                        definition.asked(began.from()),
                        () -> journalled(state, incident),
                        outcome -> collected(definition, store, incident, outcome));
    }

    private static Optional<JournalLink> journalled(Path state, Incident incident) {
        return FileStateStore.read(state).stream()
                .filter(entry -> isOf(entry, incident))
                .findFirst()
                .map(JournalLink::of);
    }

    private static boolean isOf(JournalEntry entry, Incident incident) {
        return entry.event().kind() == JournalEvent.Kind.SWITCHED
                && entry.service().equals(incident.service())
                && entry.state().epoch() == incident.epoch();
    }

    /** Its hash is looked up by what may block. */
    private void collected(
            EvidenceDefinition definition, EvidenceStore store, Incident incident, Outcome<Manifest> outcome) {
        if (outcome instanceof Outcome.Success<Manifest> success) {
            scheduler.call(
                    "hashing the manifest of " + incident.id(),
                    TO_LOOK,
                    () -> store.sha256(incident.id()),
                    hash -> copy(
                            definition,
                            store,
                            success.value(),
                            hash.fold(found -> found, failure -> Optional.empty())));
            return;
        }
        Exception cause = ((Outcome.Failure<Manifest>) outcome).cause();
        tell(EvidenceTexts.failed(incident, why(cause), scheduler.instant()));
    }

    private static String why(Exception cause) {
        return cause instanceof ComponentException
                ? Excerpt.of(cause.getMessage())
                : "A bug: " + cause.getClass().getName();
    }

    private void copy(EvidenceDefinition definition, EvidenceStore store, Manifest manifest, Optional<String> hash) {
        Path place = store.directoryOf(manifest.incident().id());
        List<EvidenceCopy> copies = EvidenceCopy.to(definition.copyTo());
        List<Copied> made = new ArrayList<>();
        if (copies.isEmpty()) {
            tell(EvidenceTexts.collected(manifest, place, hash, List.of(), scheduler.instant()));
        }
        for (EvidenceCopy copy : copies) {
            scheduler.call(
                    "copying the evidence of " + manifest.incident().id(),
                    TO_COPY,
                    () -> {
                        copy.make(EvidenceCopy.Original.of(store, manifest, hash.orElse("")));
                        return true;
                    },
                    outcome -> {
                        made.add(new Copied(copy.where(), outcome.fold(there -> "", EvidenceWatch::why)));
                        if (made.size() == copies.size()) {
                            tell(EvidenceTexts.collected(manifest, place, hash, made, scheduler.instant()));
                        }
                    });
        }
    }

    private void tell(Notification notification) {
        log.info("{}", notification.title());
        announce.accept(notification.service(), notification);
    }

    /** Nothing more is collected; what is under way stays as far as it came. Idempotent. */
    @Override
    public void close() {
        scheduler.close();
    }
}
