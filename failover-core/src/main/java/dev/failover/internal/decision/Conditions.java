package dev.failover.internal.decision;

import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Gate;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.health.Verdict;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a human should know of a situation and the decision it led to. */
final class Conditions {
    /** Short enough not to nag about certificates renewed at the usual thirty days, long enough to act. */
    private static final Duration CERTIFICATE_WARNING = Duration.ofDays(7);

    /** Others may find out a while later: their checks are not in step with ours. */
    private static final Duration TIME_TO_AGREE = Duration.ofSeconds(30);

    /** Longer than a look-up, a vendor or a machine takes to come back by itself. */
    private static final Duration TIME_TO_TELL = Duration.ofMinutes(5);

    private final FailoverPolicy policy;
    private final Situation facts;
    private final Decision decision;
    private final List<Condition> found = new ArrayList<>();

    Conditions(FailoverPolicy policy, Situation facts, Decision decision) {
        this.policy = policy;
        this.facts = facts;
        this.decision = decision;
    }

    List<Condition> list() {
        facts.active().ifPresent(this::active);
        facts.sites().forEach(this::site);
        latch();
        trials();
        connectivity();
        punctuality();
        records();
        store();
        if (facts.connectivity() != Connectivity.CONNECTED
                || facts.punctuality().isOverloaded()) {
            found.removeIf(this::mayBeOurOwnFault);
        }
        return found;
    }

    /** S7: who is cut off, or does not know yet, or is late, has nothing new to say about others. What was told before goes on. */
    private boolean mayBeOurOwnFault(Condition condition) {
        return switch (condition.kind()) {
            case NO_READY_SITE, WAITING_FOR_HUMAN, OUTVOTED, STANDBY_DOWN, SITE_UNKNOWN, RECORDS_UNKNOWN ->
                !facts.state().conditions().containsKey(condition.id());
            default -> false;
        };
    }

    private void active(SiteFacts active) {
        boolean switching = decision.step() instanceof Step.Switch;
        boolean down = active.verdict() == Verdict.DOWN || facts.isVotedDown(active);
        if (down && !switching && facts.request().isEmpty()) {
            leavingHindered(active);
        }
        if (!active.address().usable() && facts.state().pause().isEmpty()) {
            add(Condition.Kind.ADDRESS_UNUSABLE, "", active.address().sentence());
        }
        SiteFacts primary = facts.primary();
        // Who moved it away knows; that the primary was down meanwhile, and is not any more, is told as of any site.
        boolean waits =
                !policy.automaticFailback() && facts.state().heldBy(facts.now()).isEmpty();
        boolean possible = !active.site().equals(primary.site())
                && waits
                && facts.state().transition().isEmpty()
                && new Gates(policy, facts).hold(primary).met();
        if (possible && active.verdict() != Verdict.DOWN && isOursToSay(Condition.Kind.FAILBACK_POSSIBLE)) {
            add(
                    Condition.Kind.FAILBACK_POSSIBLE,
                    "",
                    "%s has been UP for %s, so that a failback is possible"
                            .formatted(primary.site(), Durations.format(policy.failbackAfter())));
        }
    }

    private void leavingHindered(SiteFacts active) {
        String down = active.site() + " is DOWN (" + active.detail() + ")";
        List<Gate> unmet = decision.unmet();
        boolean waits = unmet.stream()
                .anyMatch(gate -> gate.kind() == Gate.Kind.PAUSE
                        || gate.kind() == Gate.Kind.LIMIT
                        || gate.kind() == Gate.Kind.COOL_DOWN
                        || gate.kind() == Gate.Kind.APPROVAL
                        || gate.kind() == Gate.Kind.RECORDS);
        boolean entryFails = unmet.stream()
                .anyMatch(gate -> gate.kind() == Gate.Kind.READY && !isAnotherUp(active)
                        || gate.kind() == Gate.Kind.ADDRESS
                        || gate.kind() == Gate.Kind.CERTIFICATE
                        || gate.kind() == Gate.Kind.REPLICA);
        List<Gate> missingVotes = new Gates(policy, facts)
                .toLeave(active).stream().filter(gate -> !gate.met()).toList();
        if (!missingVotes.isEmpty()) {
            if (active.lasting().compareTo(TIME_TO_AGREE) > 0) {
                add(
                        Condition.Kind.OUTVOTED,
                        "",
                        down + " for this watcher, and is not left: " + Gates.unmetSentences(missingVotes));
            }
        } else if (entryFails || facts.sites().size() == 1) {
            if (isOursToSay(Condition.Kind.NO_READY_SITE)) {
                String why = unmet.isEmpty() ? "there is no other site" : Gates.unmetSentences(unmet);
                add(Condition.Kind.NO_READY_SITE, "", down + ", and is not left: " + why);
            }
        } else if (waits && isOursToSay(Condition.Kind.WAITING_FOR_HUMAN)) {
            add(Condition.Kind.WAITING_FOR_HUMAN, "", down + ", and waits for you: " + Gates.unmetSentences(unmet));
        }
    }

    /**
     * Whether what somebody has to do, or can't, is for this watcher to say: not while another one holds the lease, which does it or
     * says so. What this one said before is not over because another took the lease.
     */
    private boolean isOursToSay(Condition.Kind kind) {
        boolean anothers = facts.coordinated()
                .map(Coordinated::lease)
                .filter(lease -> lease.unreachable().isEmpty())
                .filter(lease -> lease.holder().isPresent() && lease.left().isZero())
                .isPresent();
        return !anothers || facts.state().conditions().containsKey(Condition.id(kind, ""));
    }

    private void store() {
        facts.coordinated()
                .flatMap(several -> several.lease().unreachable())
                .ifPresent(why -> add(
                        Condition.Kind.STORE_UNREACHABLE,
                        "",
                        "the store that the watchers share can't be used, so nothing is switched by itself until it answers: "
                                + why));
    }

    /** A single check that fails, or is late, raises no alarm: if the site is gone too, its verdict will say so. */
    private boolean isAnotherUp(SiteFacts active) {
        return facts.sites().stream().anyMatch(site -> !site.equals(active) && site.verdict() == Verdict.UP);
    }

    private void site(SiteFacts site) {
        boolean active =
                facts.active().filter(other -> other.site().equals(site.site())).isPresent();
        if (site.verdict() == Verdict.DOWN
                && !active
                && facts.state().assignment().isPresent()) {
            if (!isToldByTheSwitch(site)) {
                add(Condition.Kind.STANDBY_DOWN, site.site(), site.site() + " is DOWN: " + site.detail());
            }
        }
        if (!site.isFresh() && site.untold().compareTo(TIME_TO_TELL) > 0) {
            add(
                    Condition.Kind.SITE_UNKNOWN,
                    site.site(),
                    "no check has told for %s whether %s works, so nobody would notice if it did not: %s"
                            .formatted(Durations.format(TIME_TO_TELL), site.site(), site.detail()));
        }
        site.certificateExpiry()
                .filter(expiry -> expiry.isBefore(facts.now().plus(CERTIFICATE_WARNING)))
                .ifPresent(expiry -> add(
                        Condition.Kind.CERTIFICATE_EXPIRING,
                        site.site(),
                        "the certificate of %s is valid until %s: renew it".formatted(site.site(), expiry)));
    }

    /** The switch that left it said so: it goes without saying again until the site was up in between. */
    private boolean isToldByTheSwitch(SiteFacts site) {
        boolean left = facts.state()
                .lastSwitch()
                .filter(made -> made.cause() == Cause.FAILOVER && made.from().equals(site.site()))
                .isPresent();
        return left && site.outage().compareTo(facts.assignedFor()) >= 0;
    }

    private void latch() {
        if (decision.step() instanceof Step.Stop stop) {
            add(Condition.Kind.LATCHED, "", stopped(stop.reason()));
        } else {
            facts.state().latch().ifPresent(latch -> add(Condition.Kind.LATCHED, "", stopped(latch.reason())));
        }
    }

    /** What is too old was due before: who was told of the one is told of the other besides. */
    private void trials() {
        Trials trials = new Trials(policy, facts);
        trials.due()
                .forEach(trial -> add(
                        Condition.Kind.TRIAL_DUE,
                        trial.kind().word(),
                        trial.expired().isPresent() ? trials.expired(trial) : trials.due(trial)));
        trials.expired()
                .forEach(trial -> add(Condition.Kind.TRIAL_EXPIRED, trial.kind().word(), trials.expired(trial)));
    }

    private static String stopped(String reason) {
        return reason + ": nothing is switched automatically until it is resumed";
    }

    private void connectivity() {
        if (facts.connectivity() == Connectivity.ISOLATED) {
            String why = facts.records().status() == RecordFacts.Status.UNKNOWN
                    ? " (" + facts.records().sentence() + ")"
                    : "";
            add(
                    Condition.Kind.ISOLATED,
                    "",
                    "this watcher reaches nothing at all, and abstains: look at its network" + why);
        }
    }

    /** It is over once none of the checks looked back on was late: a machine at its limit is so now and then. */
    private void punctuality() {
        Punctuality punctuality = facts.punctuality();
        String id = new Condition(Condition.Kind.OVERLOADED, "", "").id();
        boolean told = facts.state().conditions().containsKey(id);
        if (punctuality.isOverloaded() || told && !punctuality.isInTime()) {
            add(
                    Condition.Kind.OVERLOADED,
                    "",
                    Gates.lateness(punctuality)
                            + "; they count for nothing, and as long as there are several nothing is switched by itself:"
                            + " give it more processor time, or less to check");
        }
    }

    private void records() {
        facts.records().lost().ifPresent(lost -> add(Condition.Kind.OWNERSHIP_LOST, "", lost));
        boolean diverged = facts.records().status() == RecordFacts.Status.DIVERGED;
        boolean forLong = facts.mixedFor().compareTo(policy.mixLimit()) > 0;
        if (forLong && !diverged) {
            add(
                    Condition.Kind.MIXED,
                    "",
                    "the records have pointed to different sites for more than %s: %s"
                            .formatted(
                                    Durations.format(policy.mixLimit()),
                                    facts.records().sentence()));
        }
        switch (facts.records().status()) {
            case FOREIGN ->
                add(
                        Condition.Kind.FOREIGN_RECORDS,
                        "",
                        facts.records().sentence()
                                + "; nothing is written automatically until that is put right, or a human asks for a switch");
            case UNKNOWN ->
                add(Condition.Kind.RECORDS_UNKNOWN, "", facts.records().sentence());
            case DIVERGED -> {
                // An address that changes is not known to every watcher at the same moment.
                if (forLong) {
                    add(
                            Condition.Kind.CONFIGURATIONS_DIFFER,
                            "",
                            facts.records().sentence()
                                    + "; this watcher decides nothing until the records point to a site of its own, or a human asks for a switch");
                }
            }
            case AS_DECIDED, PENDING, UNSEEN, SUPERSEDED, CONTESTED -> {}
        }
    }

    private void add(Condition.Kind kind, String subject, String sentence) {
        found.add(new Condition(kind, subject, sentence));
    }
}
