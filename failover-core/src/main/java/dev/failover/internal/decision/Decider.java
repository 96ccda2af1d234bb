package dev.failover.internal.decision;

import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.decision.VoteCount.Vote;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.util.List;
import java.util.Optional;

/**
 * Decides. A pure function: the same situation always gives the same decision, and nothing else happens.
 *
 * <p>In this order: a human's request; what is served, if nothing was decided yet or another watcher has decided; a switch that has lost its
 * reason; a dead active site; the way back to the primary.
 */
public final class Decider {
    private final FailoverPolicy policy;
    private final Situation facts;
    private final Gates gates;

    private Decider(FailoverPolicy policy, Situation facts) {
        this.policy = policy;
        this.facts = facts;
        this.gates = new Gates(policy, facts);
    }

    /** Decides what follows from a situation under a policy. */
    public static Decision decide(FailoverPolicy policy, Situation situation) {
        Decider decider = new Decider(policy, situation);
        Decision decision = decider.noting(decider.decide());
        return new Decision(
                decision.step(),
                decision.reason(),
                decision.gates(),
                new Conditions(policy, situation, decision).list());
    }

    /** What would be decided if the active site were found to be down, whatever other watchers say. */
    public static Decision ifActiveFails(FailoverPolicy policy, Situation situation) {
        return new Decider(policy, situation.ifActiveFails()).decide();
    }

    private Decision decide() {
        if (facts.request().isPresent()) {
            return answer(facts.request().get());
        }
        Optional<Assignment> assignment = facts.state().assignment();
        if (assignment.isEmpty() || facts.records().isAnothers()) {
            return adopt();
        }
        Optional<SiteFacts> active = facts.active();
        if (active.isEmpty()) {
            return stay(assignment.get().site() + " is active but no longer configured: switch by hand");
        }
        Optional<Decision> answered = answerForeignEdit(active.get());
        if (answered.isPresent()) {
            return answered.get();
        }
        // First, as nobody is at the site that is switched to: if that dies as well, none of what a failover needs has
        // to be asked for.
        Optional<Decision> takenBack = siteToReturnToUnpublished().map(this::retract);
        if (takenBack.filter(Decider::isSwitch).isPresent()) {
            return takenBack.get();
        }
        if (active.get().verdict() == Verdict.DOWN || facts.isVotedDown(active.get())) {
            Decision leaving = unlessNotSeenFailing(active.get(), leave(active.get()));
            // Where it can't go back to keeps it from nothing: not from another site, nor from what that waits for.
            if (takenBack.isEmpty()
                    || Gates.letEnter(leaving.gates())
                            && !Gates.letEnter(takenBack.get().gates())) {
                return leaving;
            }
        }
        if (takenBack.isPresent()) {
            return takenBack.get();
        }
        if (!active.get().site().equals(facts.primary().site())) {
            return goBack(active.get());
        }
        return stay(active.get().site() + " is active and " + active.get().verdict());
    }

    /** Nothing that is more urgent waits for what is to be remembered of trials: the gates know it already. */
    private Decision noting(Decision decision) {
        Trials trials = new Trials(policy, facts);
        boolean known = trials.next().equals(facts.state().trials());
        boolean waits = decision.step().kind() != Step.Kind.STAY
                || facts.request().isPresent()
                || facts.state().assignment().isEmpty();
        return known || waits ? decision : decision(new Step.Note(trials.next()), trials.news(), decision.gates());
    }

    private Decision adopt() {
        return facts.records()
                .site()
                .map(site -> decision(new Step.Adopt(site, false), adopting(site), List.of()))
                .orElseGet(() -> stay(
                        facts.state().assignment().isEmpty()
                                ? "nothing is decided yet, and "
                                        + facts.records().sentence()
                                : facts.records().sentence()));
    }

    private String adopting(String site) {
        return facts.records().status() == RecordFacts.Status.SUPERSEDED
                ? facts.records().sentence()
                : "every record points to " + site;
    }

    /** What the policy makes of records that somebody else changed; empty if they are left as they are. */
    private Optional<Decision> answerForeignEdit(SiteFacts active) {
        if (facts.records().status() == RecordFacts.Status.CONTESTED) {
            return restore(active);
        }
        if (facts.records().status() != RecordFacts.Status.FOREIGN) {
            return Optional.empty();
        }
        return switch (policy.onForeignEdit()) {
            case HOLD -> Optional.empty();
            case ADOPT ->
                facts.records()
                        .site()
                        .map(site -> decision(
                                new Step.Adopt(site, isStandby(site)),
                                "somebody made every record point to " + site,
                                List.of()));
            case RESTORE -> restore(active);
        };
    }

    private boolean isStandby(String site) {
        return !facts.primary().site().equals(site);
    }

    private Optional<Decision> restore(SiteFacts active) {
        List<Gate> considered = Gates.join(gates.toEnter(active), gates.toRestore());
        String why = facts.records().sentence() + ": what was decided is put back";
        return Gates.allMet(considered)
                ? Optional.of(decision(
                        new Step.Switch(Cause.RESTORATION, active.site(), Assignment.AUTOMATIC, why), why, considered))
                : Optional.empty();
    }

    /** The active site is down: to the first site that is ready, if that may be done without asking. */
    private Decision leave(SiteFacts active) {
        SiteFacts target = null;
        List<Gate> considered = List.of();
        for (SiteFacts candidate : facts.sites()) {
            if (!candidate.equals(active)) {
                List<Gate> entry = gates.toEnter(candidate);
                if (target == null && Gates.allMet(entry)) {
                    target = candidate;
                    considered = entry;
                } else if (target == null && considered.isEmpty()) {
                    considered = entry;
                }
            }
        }
        String down = down(active);
        if (target == null) {
            return decision(new Step.Stay(), down + ", and no other site is ready", considered);
        }
        List<Gate> all = Gates.join(Gates.join(considered, gates.toLeave(active)), gates.toSwitchUnasked(target));
        return unlessHindered(Cause.FAILOVER, target, down, all);
    }

    private String down(SiteFacts active) {
        return facts.coordinated()
                .filter(several -> several.isVotedDown(active.site()))
                .map(several -> several.about(active.site()).sentence())
                .orElseGet(() -> active.site() + " is DOWN (" + active.detail() + ")");
    }

    /**
     * S8: a site is left by what is seen of it now; not by the votes before a check that succeeded, nor by votes that are old. Where
     * several watchers decide, each has made sure of that for its own vote.
     */
    private Decision unlessNotSeenFailing(SiteFacts active, Decision leaving) {
        if (active.isSeenFailing() || facts.isVotedDown(active) || leaving.step() instanceof Step.Stay) {
            return leaving;
        }
        String why =
                active.isSeenWorking() ? "its latest check succeeded: it may be coming back" : Gates.staleness(active);
        return decision(new Step.Stay(), leaving.reason() + ", but " + why, leaving.gates());
    }

    private Decision goBack(SiteFacts active) {
        SiteFacts primary = facts.primary();
        String here = active.site() + " is active and " + active.verdict();
        if (!policy.automaticFailback() || facts.state().transition().isPresent()) {
            return stay(here);
        }
        List<Gate> entry = Gates.join(gates.toEnter(primary), List.of(gates.hold(primary), gates.choice()));
        if (!Gates.allMet(entry)) {
            return decision(new Step.Stay(), here, entry);
        }
        String up = primary.site() + " has been UP for " + Durations.format(primary.lasting());
        return unlessHindered(Cause.FAILBACK, primary, up, Gates.join(entry, gates.toSwitchUnasked(primary)));
    }

    private Decision unlessHindered(Cause cause, SiteFacts target, String why, List<Gate> considered) {
        if (Gates.allMet(considered)) {
            return decision(new Step.Switch(cause, target.site(), Assignment.AUTOMATIC, why), why, considered);
        }
        boolean onlyTooMany =
                considered.stream().filter(gate -> !gate.met()).allMatch(gate -> gate.kind() == Gate.Kind.LIMIT);
        if (onlyTooMany && facts.state().latch().isEmpty()) {
            String tooMany = "%s automatic switches within %s are enough"
                    .formatted(policy.maxSwitches(), Durations.format(policy.maxSwitchesPer()));
            return decision(new Step.Stop(tooMany), why + ", but " + tooMany, considered);
        }
        return decision(new Step.Stay(), why, considered);
    }

    /** An automatic failover that no server serves yet and no human agreed to, while the site it was to leave is up again. */
    private Optional<SiteFacts> siteToReturnToUnpublished() {
        return facts.state()
                .transition()
                .filter(transition -> facts.state().heldBy(facts.now()).isEmpty())
                .filter(transition -> facts.state()
                        .assignment()
                        .filter(now -> now.isAutomatic() && now.cause() == Cause.FAILOVER)
                        .isPresent())
                .flatMap(transition -> facts.site(transition.from()))
                .filter(left -> left.verdict() == Verdict.UP && isBackForAll(left))
                .filter(left -> facts.records().site().equals(Optional.of(left.site())));
    }

    /** What one watcher sees is no reason to undo what several decided. */
    private boolean isBackForAll(SiteFacts left) {
        return facts.coordinated()
                .map(several -> several.about(left.site()))
                .filter(votes -> votes.count(Vote.Says.UP) <= votes.count(Vote.Says.DOWN))
                .isEmpty();
    }

    private Decision retract(SiteFacts left) {
        List<Gate> entry = Gates.join(gates.toEnter(left), gates.toRetract());
        String why = left.site() + " is UP again, and nothing was published yet";
        return Gates.allMet(entry)
                ? decision(new Step.Switch(Cause.RETRACTION, left.site(), Assignment.AUTOMATIC, why), why, entry)
                : decision(new Step.Stay(), why, entry);
    }

    private Decision answer(SwitchRequest request) {
        Optional<SiteFacts> target = facts.site(request.site());
        if (target.isEmpty()) {
            return decision(
                    new Step.Refuse(),
                    "there is no site named " + request.site() + ", only "
                            + facts.sites().stream().map(SiteFacts::site).toList(),
                    List.of());
        }
        boolean there = facts.state().assignment().map(Assignment::site).equals(Optional.of(request.site()));
        if (request.lasting().isPresent() && !isStandby(request.site())) {
            return decision(
                    new Step.Refuse(),
                    request.site() + " is the primary, which is left for a failure only: no time is needed to hold it",
                    List.of());
        }
        if (there && !facts.records().isSomebodyElses()) {
            return isStandby(request.site())
                    ? decision(
                            new Step.Hold(request.site(), request.by(), asked(request), request.lasting()),
                            request.site() + " is active already, and held there: " + asked(request),
                            List.of())
                    : stay(request.site() + " is active already");
        }
        List<Gate> considered = Gates.join(gates.toEnter(target.get()), gates.toSwitchOnRequest());
        boolean allowed =
                considered.stream().allMatch(gate -> gate.met() || request.force() && gate.kind() != Gate.Kind.ADDRESS);
        String why = asked(request)
                + (Gates.allMet(considered) ? "" : " (forced past " + Gates.unmetSentences(considered) + ")");
        Cause cause = target.get().equals(facts.primary()) ? Cause.FAILBACK : Cause.SWITCHOVER;
        return allowed
                ? decision(
                        new Step.Switch(cause, request.site(), request.by(), why, request.lasting()), why, considered)
                : decision(new Step.Refuse(), "not now: " + Gates.unmetSentences(considered), considered);
    }

    private static String asked(SwitchRequest request) {
        return request.by() + " asked for it" + (request.reason().isBlank() ? "" : ": " + request.reason());
    }

    private static boolean isSwitch(Decision decision) {
        return decision.step() instanceof Step.Switch;
    }

    private static Decision stay(String reason) {
        return decision(new Step.Stay(), reason, List.of());
    }

    private static Decision decision(Step step, String reason, List<Gate> considered) {
        return new Decision(step, reason, considered, List.of());
    }
}
