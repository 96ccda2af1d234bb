package dev.failover.testkit;

import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A traffic switch in memory, which compares and sets; for tests. The first of its sites has the traffic at first. Thread-safe. */
public final class InMemoryTrafficSwitch implements TrafficSwitch {
    private final Set<String> sites;
    private Traffic where;
    private @Nullable RuntimeException trouble;
    private int redirections;

    public InMemoryTrafficSwitch(String first, String... others) {
        sites = new LinkedHashSet<>(List.of(first));
        sites.addAll(List.of(others));
        where = Traffic.to(first);
    }

    @Override
    public Set<String> sites() {
        return Set.copyOf(sites);
    }

    @Override
    public synchronized Traffic ask(Duration timeout) {
        fail();
        return where;
    }

    @Override
    public synchronized void send(Redirection redirection, Duration timeout) {
        if (!sites.contains(redirection.site())) {
            throw new IllegalArgumentException("it can't send to " + redirection.site());
        }
        fail();
        redirection.requirePossible("the switch", where);
        where = Traffic.to(redirection.site());
        redirections++;
    }

    private void fail() {
        if (trouble != null) {
            throw trouble;
        }
    }

    /** Somebody else redirects the traffic. */
    public synchronized void redirect(Traffic to) {
        where = to;
    }

    /** Every call throws this from now on; null ends that. */
    public synchronized void trouble(@Nullable RuntimeException thrown) {
        trouble = thrown;
    }

    /** Where the traffic goes. */
    public synchronized Traffic where() {
        return where;
    }

    /** How often it was redirected by a call. */
    public synchronized int redirections() {
        return redirections;
    }

    @Override
    public Duration longest() {
        return Duration.ofSeconds(5);
    }

    @Override
    public boolean comparesAndSets() {
        return true;
    }
}
