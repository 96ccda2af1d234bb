package dev.failover;

import dev.failover.decision.Assignment;
import dev.failover.decision.Place;
import dev.failover.decision.Placement;
import dev.failover.decision.ServiceState;
import dev.failover.decision.ServiceState.Transition;
import dev.failover.dns.RecordType;
import dev.failover.internal.decision.Reconciliation;
import dev.failover.internal.publish.ServiceWriters;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the zones follow what was decided, and the state what the zones say. Lives on the event thread. */
final class Publishing {
    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final ServiceWriters writers;
    private final Announcements announcements;

    Publishing(
            Service service,
            LoopContext context,
            ServiceJournal journal,
            ServiceWatch watch,
            Announcements announcements) {
        this.service = service;
        this.context = context;
        this.journal = journal;
        this.watch = watch;
        this.writers = watch.writers();
        this.announcements = announcements;
    }

    /**
     * Goes on with it: asks, journals what is intended, or writes.
     *
     * @return whether the state changed
     */
    boolean follow(Reconciliation needed) {
        if (!needed.questions().isEmpty()) {
            writers.ask(needed.questions());
        }
        writers.askWhereRefused();
        if (!watch.mayWrite()) {
            watch.relax();
            return false;
        }
        ServiceState state = journal.state();
        if (!needed.intent().isEmpty()) {
            if (watch.permit(Duration.ZERO).isEmpty()) {
                return false;
            }
            writers.begin();
            tellAddressChanges(needed.intent());
            String intended = "to put in place: " + recordSets(needed.intent().stream());
            journal.save(state.intending(needed.intent()), JournalEvent.Kind.INTENDING, intended, Map.of());
            return true;
        }
        if (!needed.expired().isEmpty()) {
            Stream<Placement> over = needed.expired().stream()
                    .sorted(Comparator.comparing(
                            placement -> placement.recordSet().toString()));
            String expired = "can't take effect any more: " + recordSets(over);
            journal.save(state.expired(needed.expired()), JournalEvent.Kind.EXPIRED, expired, Map.of());
            return true;
        }
        Set<String> applied = watch.applied();
        if (writers.areSeveral() && !needed.settled() && !applied.equals(state.written())) {
            journal.save(state.wrote(applied), JournalEvent.Kind.WRITTEN, "at " + String.join(", ", applied), Map.of());
            return true;
        }
        writers.write(needed.writes());
        return needed.settled() && settle(needed);
    }

    private static String recordSets(Stream<Placement> placements) {
        return placements.map(Placement::text).collect(Collectors.joining(", "));
    }

    /** Where nothing was decided, another value is the active site's new address. */
    private void tellAddressChanges(List<Placement> intent) {
        ServiceState state = journal.state();
        if (state.transition().isPresent() || state.assignment().isEmpty()) {
            return;
        }
        String changes = intent.stream()
                .flatMap(wanted -> latest(wanted.place())
                        .filter(before -> wanted.place().key().type() != RecordType.TXT && !before.sameValues(wanted))
                        .map(before -> "%s becomes %s, and was %s"
                                .formatted(
                                        wanted.place(),
                                        String.join("+", wanted.recordSet().values()),
                                        String.join("+", before.recordSet().values())))
                        .stream())
                .collect(Collectors.joining(", "));
        if (!changes.isEmpty()) {
            Assignment now = state.assignment().get();
            journal.post(announcements.addressChanged(now, context.scheduler().instant(), changes));
            context.tell(service, (at, name) -> new FailoverEvent.AddressChanged(at, name, now.site(), changes));
        }
    }

    private Optional<Placement> latest(Place place) {
        return journal.state().placements().stream()
                .filter(placement -> placement.place().equals(place))
                .reduce((older, newer) -> newer);
    }

    private boolean settle(Reconciliation needed) {
        List<Placement> desired = needed.desired();
        watch.relax();
        writers.settle();
        ServiceState state = journal.state();
        if (state.transition().isEmpty() && Set.copyOf(state.placements()).equals(Set.copyOf(desired))) {
            return false;
        }
        Instant now = context.scheduler().instant();
        Optional<Transition> ended = state.transition();
        ServiceState published = state.published(desired, now);
        ServiceState next = ended.flatMap(transition -> journal.elapsed().measured(state.epoch()))
                .map(published::measured)
                .orElse(published);
        if (ended.isPresent()
                && next.assignment().isPresent()
                && next.lastSwitch().isPresent()) {
            journal.post(announcements.published(
                    next.assignment().get(),
                    next.lastSwitch().get(),
                    now,
                    context.prediction(service, next),
                    watch.coverage()));
        }
        String sentence = needed.facts().sentence();
        journal.save(next, JournalEvent.Kind.PUBLISHED, sentence, Map.of());
        context.tell(
                service,
                (at, name) -> new FailoverEvent.Published(
                        at, name, next.assignment(), ended.flatMap(transition -> next.lastSwitch()), sentence));
        return true;
    }
}
