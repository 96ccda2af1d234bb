package dev.failover;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Decision;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Placement;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.ServiceState.Transition;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.internal.decision.Situation;
import dev.failover.internal.publish.ServiceWriters;
import dev.failover.journal.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Does what was decided: the one place that knows every kind of {@link Step}. Lives on the event thread. */
final class Steps {
    private final Service service;
    private final LoopContext context;
    private final ServiceJournal journal;
    private final ServiceWatch watch;
    private final ServiceWriters writers;
    private final Announcements announcements;

    Steps(
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
     * Does what follows from a decision.
     *
     * @return whether the state changed
     */
    boolean carryOut(Decision decision, Situation situation) {
        return switch (decision.step().kind()) {
            case STAY -> false;
            case ADOPT -> adopt((Step.Adopt) decision.step(), decision, situation);
            case HOLD -> hold((Step.Hold) decision.step(), decision, situation);
            case SWITCH -> moveTo((Step.Switch) decision.step(), decision, situation);
            case STOP -> stop((Step.Stop) decision.step(), decision, situation);
            case NOTE -> note((Step.Note) decision.step(), decision, situation);
            case REFUSE -> refuse(decision, situation);
        };
    }

    private boolean adopt(Step.Adopt adopt, Decision decision, Situation situation) {
        Instant now = context.scheduler().instant();
        ServiceState before = journal.state();
        ServiceState adopted = before.adopted(adopt.site(), now, watch.toAdopt(adopt.site()));
        if (context.mode() == Mode.OBSERVE) {
            journal.suppose(adopted);
            return true;
        }
        ServiceState next = adopt.chosen()
                ? adopted.held(new HumanChoice(
                        adopt.site(), now, Optional.empty(), "somebody who changed the records", decision.reason()))
                : adopted;
        journal.decided(next, JournalEvent.Kind.ADOPTED, situation, decision);
        if (before.assignment().isPresent() && next.assignment().isPresent()) {
            writers.begin();
            watch.hurry();
            boolean another = situation.records().status() == RecordFacts.Status.SUPERSEDED;
            if (another) {
                // Whoever comes too late has seen the past, or less than the other: that must not undo the present at
                // once.
                watch.forgetVerdicts();
            }
            Assignment to = next.assignment().get();
            journal.post(
                    another
                            ? announcements.followed(to, before, decision.reason())
                            : announcements.movedByHand(to, before, decision.reason()));
        }
        return true;
    }

    private boolean hold(Step.Hold held, Decision decision, Situation situation) {
        Instant now = context.scheduler().instant();
        HumanChoice choice = new HumanChoice(held.site(), now, held.lasting().map(now::plus), held.by(), held.reason());
        journal.decided(journal.state().held(choice), JournalEvent.Kind.HELD, situation, decision);
        return true;
    }

    private boolean stop(Step.Stop stop, Decision decision, Situation situation) {
        if (context.mode() == Mode.OBSERVE) {
            return false;
        }
        Latch latch = new Latch(context.scheduler().instant(), stop.reason());
        journal.decided(journal.state().latched(latch), JournalEvent.Kind.LATCHED, situation, decision);
        return true;
    }

    private boolean note(Step.Note note, Decision decision, Situation situation) {
        ServiceState next = journal.state().noting(note.trials());
        if (context.mode() == Mode.OBSERVE) {
            journal.suppose(next);
        } else {
            journal.save(next, JournalEvent.Kind.TRIED, decision.reason(), JournalFacts.of(situation, decision));
        }
        return true;
    }

    private boolean refuse(Decision decision, Situation situation) {
        SwitchRequest request = situation.request().orElseThrow();
        Map<String, String> facts = new TreeMap<>(JournalFacts.of(situation, decision));
        facts.put("reason", request.reason());
        journal.note(
                JournalEvent.Kind.REFUSED,
                "%s asked for %s: %s".formatted(request.by(), request.site(), decision.reason()),
                facts);
        return false;
    }

    private boolean moveTo(Step.Switch made, Decision decision, Situation situation) {
        boolean asked = situation.request().isPresent();
        if (!asked && context.mode() != Mode.ACT) {
            return false;
        }
        if (made.cause() == Cause.RESTORATION || asked && situation.records().isSomebodyElses()) {
            // What is in the zones now is ours to replace: somebody said so.
            ServiceState accepted = journal.state().accepting(watch.foundInPlace());
            journal.save(
                    accepted,
                    JournalEvent.Kind.ACCEPTED,
                    situation.records().sentence(),
                    JournalFacts.of(situation, decision));
        }
        Optional<Instant> failingSince = made.cause() == Cause.FAILOVER
                ? watch.active().flatMap(site -> site.facts().failingSince())
                : Optional.empty();
        Prediction prediction = context.prediction(service, journal.state());
        Duration predicted = failingSince.isPresent() ? prediction.published() : prediction.publishing();
        ServiceState decided =
                journal.state().switched(made, context.scheduler().instant(), failingSince, Optional.of(predicted));
        // One entry for both, where both are known: users wait for the disk only once.
        List<Placement> intent = watch.intent(decided);
        ServiceState next = intent.isEmpty() ? decided : decided.intending(intent);
        journal.decided(next, JournalEvent.Kind.SWITCHED, situation, decision);
        if (situation.request().filter(SwitchRequest::force).isPresent()) {
            watch.coordinated().ifPresent(coordinated -> coordinated.force(next.epoch()));
        }
        watch.tellSites();
        writers.begin();
        announceUnderWay();
        return true;
    }

    /** Also after a restart: the notification's id keeps it from being said twice. */
    void announceUnderWay() {
        ServiceState state = journal.state();
        if (state.transition().isPresent() && state.assignment().isPresent()) {
            Assignment now = state.assignment().get();
            Transition underWay = state.transition().get();
            journal.postpone(() -> announcements.decided(
                    now,
                    underWay,
                    context.prediction(service, state),
                    watch.site(now.site()).flatMap(site -> site.facts().replicaAge())));
        }
    }
}
