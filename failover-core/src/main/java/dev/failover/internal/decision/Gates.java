package dev.failover.internal.decision;

import dev.failover.decision.Approval;
import dev.failover.decision.Assignment;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Coordinated.Lease;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.FailoverPolicy.StateClass;
import dev.failover.decision.Gate;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.SiteFacts;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the facts against each gate. */
final class Gates {
    private static final Set<Gate.Kind> TO_ENTER =
            EnumSet.of(Gate.Kind.READY, Gate.Kind.ADDRESS, Gate.Kind.CERTIFICATE, Gate.Kind.REPLICA);

    private final FailoverPolicy policy;
    private final Situation facts;

    Gates(FailoverPolicy policy, Situation facts) {
        this.policy = policy;
        this.facts = facts;
    }

    static boolean allMet(List<Gate> gates) {
        return gates.stream().allMatch(Gate::met);
    }

    /** Whether none of what makes a site fit to be entered is missing, whatever else is. */
    static boolean letEnter(List<Gate> gates) {
        return gates.stream().allMatch(gate -> gate.met() || !TO_ENTER.contains(gate.kind()));
    }

    static List<Gate> join(List<Gate> some, List<Gate> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    static String unmetSentences(List<Gate> gates) {
        return gates.stream().filter(gate -> !gate.met()).map(Gate::sentence).collect(Collectors.joining("; "));
    }

    /** What makes a site fit to be entered. */
    List<Gate> toEnter(SiteFacts site) {
        return List.of(ready(site), address(site), certificate(site), replica(site));
    }

    /** What else a switch needs that nobody asked for. */
    List<Gate> toSwitchUnasked(SiteFacts target) {
        return join(
                List.of(connectivity(), punctuality(), records(), pause(), limit(), coolDown(), approval(target)),
                lease());
    }

    /** What else a switch needs that a human asked for. */
    List<Gate> toSwitchOnRequest() {
        return join(List.of(pause()), lease());
    }

    /** What else taking back a switch needs that nobody can see yet. */
    List<Gate> toRetract() {
        return join(List.of(pause()), lease());
    }

    /** S8: whether the others agree that a site is to be left; nothing of a watcher that decides alone. */
    List<Gate> toLeave(SiteFacts site) {
        return facts.coordinated()
                .map(several -> several.about(site.site()))
                .map(votes -> List.of(new Gate(Gate.Kind.VOTES, votes.isEnough(), votes.sentence())))
                .orElse(List.of());
    }

    /** S5: whether this watcher may write; nothing of one that decides alone. */
    private List<Gate> lease() {
        return facts.coordinated()
                .map(Coordinated::lease)
                .map(lease -> List.of(new Gate(Gate.Kind.LEASE, lease.allowsWrite(), sentence(lease))))
                .orElse(List.of());
    }

    private static String sentence(Lease lease) {
        if (lease.allowsWrite()) {
            return "this watcher holds the lease for another " + Durations.format(lease.left());
        }
        if (lease.unreachable().isPresent()) {
            return "the store that the watchers share can't be used, so that it is not known who may write: "
                    + lease.unreachable().get();
        }
        if (!lease.left().isZero()) {
            return "this watcher holds the lease for another %s only; a write takes up to %s"
                    .formatted(Durations.format(lease.left()), Durations.format(lease.needed()));
        }
        return lease.holder()
                .map(holder -> "the lease is " + holder + "'s, and only who holds it may write")
                .orElse("no watcher holds the lease yet");
    }

    /** What else putting back what was decided needs. */
    List<Gate> toRestore() {
        long made = facts.state().restorations(each -> isWithin(policy.maxRestoresPer(), each));
        Gate often = new Gate(
                Gate.Kind.LIMIT,
                made < policy.maxRestores(),
                "%s of %s restorations within %s were made"
                        .formatted(made, policy.maxRestores(), Durations.format(policy.maxRestoresPer())));
        return join(List.of(connectivity(), punctuality(), pause(), often), lease());
    }

    private Gate ready(SiteFacts site) {
        if (facts.isVotedDown(site)) {
            return Gate.unmet(
                    Gate.Kind.READY,
                    facts.coordinated().orElseThrow().about(site.site()).sentence());
        }
        if (site.verdict() == Verdict.UP && !site.isSeenWorking()) {
            return Gate.unmet(Gate.Kind.READY, notSeenWorking(site));
        }
        String verdict = site.verdict() == Verdict.UNKNOWN
                ? site.site() + " has not been checked often enough to be trusted (" + site.detail() + ")"
                : "%s has been %s for %s (%s)"
                        .formatted(site.site(), site.verdict(), Durations.format(site.lasting()), site.detail());
        return new Gate(Gate.Kind.READY, site.verdict() == Verdict.UP, verdict);
    }

    private static String notSeenWorking(SiteFacts site) {
        return site.isFresh()
                ? "%s has been UP, but its latest check failed (%s)".formatted(site.site(), site.detail())
                : "%s has been UP, but %s".formatted(site.site(), staleness(site));
    }

    /** Why what is known of a site is no reason for anything. */
    static String staleness(SiteFacts site) {
        return site.freshness()
                .map(freshness -> "no check has had a result for %s, and one within %s is required (%s)"
                        .formatted(
                                Durations.format(freshness.age()), Durations.format(freshness.limit()), site.detail()))
                .orElseGet(() -> "no check has had a result yet (%s)".formatted(site.detail()));
    }

    private Gate address(SiteFacts site) {
        return new Gate(
                Gate.Kind.ADDRESS, site.address().usable(), site.address().sentence());
    }

    private Gate certificate(SiteFacts site) {
        if (site.certificateExpiry().isEmpty()) {
            return Gate.met(Gate.Kind.CERTIFICATE, site.site() + " showed no certificate");
        }
        Instant expiry = site.certificateExpiry().get();
        boolean longEnough = !expiry.isBefore(facts.now().plus(policy.certificateValidFor()));
        return new Gate(
                Gate.Kind.CERTIFICATE,
                longEnough,
                "%s's certificate is valid until %s; at least %s must be left"
                        .formatted(site.site(), expiry, Durations.format(policy.certificateValidFor())));
    }

    private Gate replica(SiteFacts site) {
        Optional<Duration> limit = policy.replicaMaxAge();
        boolean needed = limit.isPresent() || policy.stateClass() == StateClass.EPHEMERAL;
        if (!needed
                || site.equals(facts.primary()) && facts.state().assignment().isEmpty()) {
            return Gate.met(Gate.Kind.REPLICA, "no replica is required");
        }
        if (limit.isEmpty()) {
            return Gate.unmet(
                    Gate.Kind.REPLICA,
                    "the service is ephemeral, but its policy does not say how old a replica may be");
        }
        if (site.replicaAge().isEmpty()) {
            return Gate.unmet(Gate.Kind.REPLICA, "the age of " + site.site() + "'s replica is not known");
        }
        return new Gate(
                Gate.Kind.REPLICA,
                site.replicaAge().get().compareTo(limit.get()) <= 0,
                "%s's replica is %s old; at most %s is allowed"
                        .formatted(
                                site.site(), Durations.format(site.replicaAge().get()), Durations.format(limit.get())));
    }

    private Gate connectivity() {
        return switch (facts.connectivity()) {
            case CONNECTED -> Gate.met(Gate.Kind.CONNECTIVITY, "this watcher is in touch with the world");
            case ISOLATED ->
                Gate.unmet(
                        Gate.Kind.CONNECTIVITY,
                        "this watcher reaches nothing at all: it is the one cut off, and abstains");
            case UNCHECKED ->
                Gate.unmet(Gate.Kind.CONNECTIVITY, "this watcher is making sure that it is not cut off itself");
        };
    }

    /** S7: what a watcher that is late itself sees says more about its machine than about the sites. */
    private Gate punctuality() {
        return facts.punctuality().isOverloaded()
                ? Gate.unmet(Gate.Kind.PUNCTUALITY, lateness(facts.punctuality()) + ": it is no witness, and abstains")
                : Gate.met(Gate.Kind.PUNCTUALITY, "this watcher is in time with its checks");
    }

    static String lateness(Punctuality punctuality) {
        return "this watcher was too late with %s of its latest %s checks, by up to %s (up to %s is tolerated)"
                .formatted(
                        punctuality.late(),
                        punctuality.delays().size(),
                        Durations.format(punctuality.longest()),
                        Durations.format(punctuality.tolerance()));
    }

    private Gate records() {
        Optional<String> doubt = facts.records().doubt();
        if (doubt.isPresent()) {
            // Until its vendor has said, nothing could be written anyway.
            return Gate.unmet(
                    Gate.Kind.RECORDS, doubt.get() + ": whether somebody else is at work there, the vendor must say");
        }
        boolean foreign = facts.records().isSomebodyElses();
        return new Gate(
                Gate.Kind.RECORDS,
                !foreign,
                foreign
                        ? facts.records().sentence() + ": somebody else is at work there"
                        : facts.records().sentence());
    }

    Gate pause() {
        return facts.state()
                .pause()
                .map(pause -> Gate.unmet(
                        Gate.Kind.PAUSE,
                        "paused by %s since %s%s, until it is resumed"
                                .formatted(
                                        pause.by(),
                                        pause.since(),
                                        pause.reason().isBlank() ? "" : " (" + pause.reason() + ")")))
                .orElseGet(() -> Gate.met(Gate.Kind.PAUSE, "not paused"));
    }

    private boolean isWithin(Duration window, RememberedSwitch made) {
        return facts.elapsed().since(made).compareTo(window) < 0;
    }

    private Gate limit() {
        if (facts.state().latch().isPresent()) {
            Latch latch = facts.state().latch().get();
            return Gate.unmet(
                    Gate.Kind.LIMIT,
                    "latched since %s (%s), until it is resumed".formatted(latch.since(), latch.reason()));
        }
        long made = facts.state().automaticSwitches(each -> isWithin(policy.maxSwitchesPer(), each));
        return new Gate(
                Gate.Kind.LIMIT,
                made < policy.maxSwitches(),
                "%s of %s automatic switches within %s were made"
                        .formatted(made, policy.maxSwitches(), Durations.format(policy.maxSwitchesPer())));
    }

    private Gate coolDown() {
        if (policy.coolDown().isZero()) {
            return Gate.met(Gate.Kind.COOL_DOWN, "no time between two switches is required");
        }
        Optional<Duration> ago =
                facts.state().lastSwitch().map(made -> facts.elapsed().since(made));
        return ago.map(since -> new Gate(
                        Gate.Kind.COOL_DOWN,
                        since.compareTo(policy.coolDown()) >= 0,
                        "the last switch was %s ago; an automatic one is made %s after it at the earliest"
                                .formatted(Durations.format(since), Durations.format(policy.coolDown()))))
                .orElseGet(() -> Gate.met(Gate.Kind.COOL_DOWN, "there was no switch yet"));
    }

    private Gate approval(SiteFacts target) {
        Optional<Approval> given =
                facts.state().approval().filter(approval -> approval.allows(target.site(), facts.now()));
        if (given.isPresent()) {
            return Gate.met(
                    Gate.Kind.APPROVAL,
                    "%s approved of %s until %s (%s)"
                            .formatted(
                                    given.get().by(),
                                    target.site(),
                                    given.get().until(),
                                    given.get().reason()));
        }
        Optional<Assignment> forced = facts.state().assignment().filter(this::isForcedThere);
        if (forced.isPresent()) {
            return Gate.unmet(
                    Gate.Kind.APPROVAL,
                    "%s moved it to %s, which was down even then: it is left on a human's word only"
                            .formatted(forced.get().by(), forced.get().site()));
        }
        Optional<String> untried = new Trials(policy, facts).doubt();
        if (untried.isPresent()) {
            return Gate.unmet(Gate.Kind.APPROVAL, untried.get());
        }
        return switch (policy.stateClass()) {
            case STATELESS, EPHEMERAL ->
                Gate.met(
                        Gate.Kind.APPROVAL,
                        "a service that is " + policy.stateClass().name().toLowerCase(java.util.Locale.ROOT)
                                + " is switched without asking");
            case QUORUM, STATEFUL ->
                Gate.unmet(
                        Gate.Kind.APPROVAL,
                        "a service of state class " + policy.stateClass().name().toLowerCase(java.util.Locale.ROOT)
                                + " is switched on a human's word only: when one asks for it, or approved of it beforehand");
        };
    }

    /** Whether a human chose the active site although it was down, and it has not been up since. */
    private boolean isForcedThere(Assignment assignment) {
        return !assignment.isAutomatic()
                && facts.active()
                        .filter(active -> active.verdict() == Verdict.DOWN
                                && active.outage().compareTo(facts.assignedFor()) >= 0)
                        .isPresent();
    }

    /** S22: what a human put in place is not undone unasked. */
    Gate choice() {
        if (facts.state().chosenHere().isEmpty()) {
            return Gate.met(Gate.Kind.CHOICE, "no human put it where it is");
        }
        HumanChoice chosen = facts.state().chosenHere().get();
        String held =
                "held at %s by %s since %s (%s)".formatted(chosen.site(), chosen.by(), chosen.since(), chosen.reason());
        if (chosen.isOver(facts.now())) {
            return Gate.met(Gate.Kind.CHOICE, held + " until " + chosen.until().orElseThrow() + ", which is over");
        }
        return Gate.unmet(
                Gate.Kind.CHOICE,
                held + chosen.until().map(end -> " until " + end).orElse(", until a human says otherwise"));
    }

    Gate hold(SiteFacts primary) {
        boolean heldLongEnough =
                primary.verdict() == Verdict.UP && primary.lasting().compareTo(policy.failbackAfter()) >= 0;
        return new Gate(
                Gate.Kind.HOLD,
                heldLongEnough,
                "%s must be UP for %s before it is returned to"
                        .formatted(primary.site(), Durations.format(policy.failbackAfter())));
    }
}
