package dev.failover.internal.decision;

import dev.failover.decision.Connectivity;
import dev.failover.decision.Coordinated;
import dev.failover.decision.Decision;
import dev.failover.decision.RecordFacts;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.health.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All the facts a decision is made from.
 *
 * @param sites in the order of preference; the first is the primary
 * @param punctuality how late the watcher itself is with its checks
 * @param mixedFor for how long the records have pointed to different sites; zero if they do not
 * @param elapsed how long ago decisions were made
 * @param request what a human asks for, if this decision is to answer it
 * @param coordinated what several watchers agreed upon; empty if this one decides alone
 */
public record Situation(
        Instant now,
        ServiceState state,
        List<SiteFacts> sites,
        Connectivity connectivity,
        Punctuality punctuality,
        RecordFacts records,
        Duration mixedFor,
        Elapsed elapsed,
        Optional<SwitchRequest> request,
        Optional<Coordinated> coordinated) {

    public Situation {
        sites = List.copyOf(sites);
        if (sites.isEmpty()) {
            throw new IllegalArgumentException("a service has at least one site");
        }
    }

    /**
     * For how long the present assignment has held, by a clock that nobody can set; of one made by a process before this one, for
     * how long this one has run.
     */
    public Duration assignedFor() {
        return elapsed.measured(state.epoch()).orElseGet(elapsed::running);
    }

    /** S8: whether the votes of several watchers suffice to leave a site; never of a watcher that decides alone. */
    public boolean isVotedDown(SiteFacts site) {
        return coordinated.filter(several -> several.isVotedDown(site.site())).isPresent();
    }

    /** The same if the active site were found to be down by this watcher alone, and nobody asked for anything. */
    Situation ifActiveFails() {
        List<SiteFacts> supposed = sites.stream()
                .map(site -> active().filter(site::equals).isPresent() ? site.failingAt(now) : site)
                .toList();
        return new Situation(
                now,
                state,
                supposed,
                connectivity,
                punctuality,
                records,
                mixedFor,
                elapsed,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Whether nothing that follows from it is due by time alone within minutes: all sites are seen to work, the service is where it belongs
     * and is to stay there, and nobody was told of anything, which one would be reminded of. Never of a watcher that decides with others.
     */
    public boolean isAtPeace(Decision decision) {
        return decision.step().kind() == Step.Kind.STAY
                && decision.gates().isEmpty()
                && decision.conditions().isEmpty()
                && state.conditions().isEmpty()
                && state.transition().isEmpty()
                && coordinated.isEmpty()
                && connectivity == Connectivity.CONNECTED
                && punctuality.isInTime()
                && active().filter(primary()::equals).isPresent()
                && sites.stream().allMatch(site -> site.verdict() == Verdict.UP && site.isSeenWorking());
    }

    /** The site that the service returns to. */
    public SiteFacts primary() {
        return sites.get(0);
    }

    /** The facts of a site; empty if it is not configured. */
    public Optional<SiteFacts> site(String name) {
        return sites.stream().filter(site -> site.site().equals(name)).findFirst();
    }

    /** The facts of the site the service is assigned to; empty if to none, or to one no longer configured. */
    public Optional<SiteFacts> active() {
        return state.assignment().flatMap(assignment -> site(assignment.site()));
    }
}
