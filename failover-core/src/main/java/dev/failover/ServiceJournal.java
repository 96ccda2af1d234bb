package dev.failover;

import dev.failover.component.ComponentException;
import dev.failover.decision.Decision;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.dns.RecordChange;
import dev.failover.internal.decision.Elapsed;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.publish.ProviderWriter;
import dev.failover.journal.JournalEvent;
import dev.failover.journal.JournalEvent.Kind;
import dev.failover.notify.Notification;
import dev.failover.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must not be forgotten of one service, and how it came about: nothing else changes its state. Lives on the event thread, but
 * for {@link #state}.
 */
final class ServiceJournal implements ProviderWriter.Listener {
    private static final Logger log = LoggerFactory.getLogger(ServiceLoop.class);

    private final Service service;
    private final LoopContext context;
    private final long openedAt;
    /** When the decisions of this process that are still remembered were made, by their numbers. */
    private final Map<Long, Long> decidedAt = new TreeMap<>();

    private final Map<String, Integer> failures = new TreeMap<>();
    private final List<Supplier<Notification>> postponed = new ArrayList<>();
    private volatile ServiceState state;

    ServiceJournal(Service service, LoopContext context) {
        this.service = service;
        this.context = context;
        this.openedAt = context.scheduler().nanoTime();
        this.state = context.store().load(service.name());
    }

    ServiceState state() {
        return state;
    }

    /** For how long this process has known the service. */
    Duration running() {
        return Duration.ofNanos(context.scheduler().nanoTime() - openedAt);
    }

    Elapsed elapsed() {
        Moment now = context.scheduler().moment();
        Map<Long, Duration> measured = new TreeMap<>();
        decidedAt.forEach((epoch, nanos) -> measured.put(epoch, Duration.ofNanos(now.nanos() - nanos)));
        return new Elapsed(now.instant(), running(), measured);
    }

    /** Writes down what was decided from a situation, and tells of it. */
    void decided(ServiceState next, Kind kind, Situation situation, Decision decision) {
        save(next, kind, decision.reason(), JournalFacts.of(situation, decision));
        tellDecided(kind == Kind.SWITCHED ? next.lastSwitch() : Optional.empty(), kind + ": " + decision.reason());
    }

    /** Writes down what a human wants, and tells of it. */
    void asked(ServiceState next, Kind kind, String text, String reason, String told) {
        save(next, kind, text, Map.of("reason", reason));
        tellDecided(Optional.empty(), told);
    }

    /** Writes down what a human does that no decision depends on, and tells of it. */
    void acted(Kind kind, String text, Map<String, String> facts) {
        save(state, kind, text, facts);
        tellDecided(Optional.empty(), text);
    }

    private void tellDecided(Optional<RememberedSwitch> began, String text) {
        log.info("{}: {}", service.name(), text);
        context.tell(service, (at, name) -> new FailoverEvent.Decided(at, name, state.assignment(), began, text));
    }

    /** S17: returns once it is durable; nothing is done about a state before. */
    void save(ServiceState next, Kind kind, String text, Map<String, String> facts) {
        JournalEvent event = new JournalEvent(context.scheduler().instant(), kind, text, facts);
        context.store().save(service.name(), state, next, event);
        if (next.epoch() != state.epoch()) {
            decidedAt.keySet().removeIf(epoch -> state.switches().stream().noneMatch(made -> made.epoch() == epoch));
            decidedAt.put(next.epoch(), context.scheduler().nanoTime());
        }
        state = next;
    }

    /** What would be so if this process were to decide: nothing is written down. */
    void suppose(ServiceState next) {
        state = next;
    }

    /**
     * Writes down what was done or refused, which changes nothing that must not be forgotten: what can't be written down has
     * happened all the same.
     */
    void note(Kind kind, String text, Map<String, String> facts) {
        try {
            save(state, kind, text, facts);
        } catch (ComponentException e) {
            log.warn("{}: not journalled: {}: {} ({})", service.name(), kind, text, e.getMessage());
        }
    }

    void post(Notification notification) {
        postPostponed();
        context.post(notification, service.notifiers());
    }

    /**
     * Has it put into words and told once the present step is done: what follows from a decision waits for neither, nor for the outbox's
     * disk. Only for what is told again after a restart as long as it is so.
     */
    void postpone(Supplier<Notification> notification) {
        postponed.add(notification);
    }

    /** At the end of a step. */
    void postPostponed() {
        List<Supplier<Notification>> due = List.copyOf(postponed);
        postponed.clear();
        due.forEach(notification -> context.post(notification.get(), service.notifiers()));
    }

    @Override
    public void written(String provider, List<RecordChange> changes) {
        context.tell(
                service,
                (at, name) -> new FailoverEvent.Written(
                        at,
                        name,
                        provider,
                        changes.stream().map(RecordChange::desired).toList()));
        String after = Optional.ofNullable(failures.remove(provider))
                .map(before -> ", after " + before + " failures")
                .orElse("");
        note(Kind.WRITTEN, provider + " took it" + after, JournalFacts.ofChanges(changes));
    }

    /** A vendor may fail for days: the first failure is written down, the second, the fourth and so on. */
    @Override
    public void failed(String provider, String reason) {
        context.tell(service, (at, name) -> new FailoverEvent.WriteFailed(at, name, provider, reason));
        int count = failures.merge(provider, 1, Integer::sum);
        if (Integer.bitCount(count) == 1) {
            note(Kind.WRITE_FAILED, "%s, failure %s: %s".formatted(provider, count, reason), Map.of());
        }
    }
}
