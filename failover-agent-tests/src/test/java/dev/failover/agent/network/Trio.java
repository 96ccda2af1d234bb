package dev.failover.agent.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Three agents that share a store, each on a host of its own and named after it. */
final class Trio implements AutoCloseable {
    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final Duration VOTE_VALID = Duration.ofSeconds(6);
    private static final int QUORUM = 2;
    /** Who waits for a vendor pauses for a minute at most, may be in a call to it, and looks at the zone each half minute. */
    private static final Duration LONGEST_FOLLOWING = Duration.ofMinutes(2);

    private final Stage stage;
    private final Store store;
    private final Map<String, Agent> agents = new LinkedHashMap<>();
    private final Map<String, Host> hosts = new TreeMap<>();
    private final List<FakeClock> clocks = new ArrayList<>();
    private final List<Instant> vendorWoken = new ArrayList<>();
    private final int vendorMark;

    /**
     * Starts them.
     *
     * @param witnessed whether the watchers at prod and home stand with the site
     */
    Trio(Stage stage, Store store, Path directory, boolean witnessed, Host... places) throws IOException {
        this(stage, store, directory, witnessed, false, System.getProperty("java.class.path"), places);
    }

    /**
     * The same of other classes.
     *
     * @param stepping whether each has a wall clock of its own, for {@link #stepClocks}
     */
    Trio(
            Stage stage,
            Store store,
            Path directory,
            boolean witnessed,
            boolean stepping,
            String classPath,
            Host... places)
            throws IOException {
        this.stage = stage;
        this.store = store;
        vendorMark = stage.dns().mark();
        List<String> voters = new ArrayList<>();
        for (Host host : places) {
            hosts.put(host.label(), host);
            voters.add("{name: %1$s, domain: %1$s}".formatted(host.label()));
        }
        for (Host host : places) {
            List<String> lines = new ArrayList<>(store.settings());
            lines.addAll(List.of(
                    "voters: [" + String.join(", ", voters) + "]",
                    "lease: 10s",
                    "renew: 2s",
                    "poll: 500ms",
                    "timeout: 1s",
                    "margin: " + MARGIN.toMillis() + "ms",
                    "vote-valid: " + VOTE_VALID.toSeconds() + "s"));
            String coordination = lines.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
            String prod = "name: prod, address: " + Host.PROD.address();
            String home = "name: home, address: " + Host.HOME.address();
            Agent agent = stage.agent(
                    host,
                    directory,
                    "services:",
                    "watcher: " + host.label() + "\ncoordination:\n" + coordination + "services:",
                    "    records:",
                    "    ownership: true\n    records:",
                    prod,
                    witnessed ? prod + ", domain: prod" : prod,
                    home,
                    witnessed ? home + ", domain: home" : home,
                    "failback: manual",
                    "failback: automatic\n    failback-after: 2s",
                    "timeout: 1500ms, interval: 1500ms, fast-interval: 200ms",
                    "timeout: 1s, interval: 1s, fast-interval: 200ms",
                    "max-switches: {count: 50, per: 1h}",
                    "max-switches: {count: 50, per: 1m}");
            if (stepping) {
                FakeClock clock = new FakeClock(directory.resolve(host.label() + "-step"));
                clocks.add(clock);
                agent.within(clock.wrapper());
            }
            agents.put(host.label(), agent.of(classPath).start());
        }
        try {
            agents.values().forEach(agent -> agent.awaitInformed(0));
            awaitHolder();
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private void awaitHolder() {
        Await.until("somebody holds the lease", () -> !holderName().isEmpty(), this::toString);
    }

    private String holderName() {
        List<Shared> history = store.history();
        return history.isEmpty() ? "" : history.get(history.size() - 1).holder();
    }

    /** Where the one is that holds the lease. */
    Host holder() {
        awaitHolder();
        return hosts.get(holderName());
    }

    Agent at(Host host) {
        return agents.get(host.label());
    }

    /** One that does not hold the lease. */
    Host another() {
        Host holder = holder();
        return hosts.values().stream()
                .filter(host -> host != holder)
                .findFirst()
                .orElseThrow();
    }

    /** Steps their wall clocks by so many seconds from what is right, each by another value. */
    void stepClocks(List<Integer> seconds) throws IOException {
        for (int i = 0; i < clocks.size(); i++) {
            clocks.get(i).stepTo("%+d".formatted(seconds.get(i)));
        }
    }

    void awaitAnotherHolder(Host former) {
        Await.until(
                "the lease is another's",
                () -> !holderName().isEmpty() && !holderName().equals(former.label()),
                this::toString);
    }

    /** Waits until all know that it is published, whoever holds the lease by now. */
    void awaitSite(String site) {
        Await.until(
                "all journal " + site,
                LONGEST_FOLLOWING,
                () -> agents.values().stream().allMatch(agent -> agent.site().equals(site)),
                this::toString);
    }

    /** Lets the vendor do what it was sent. */
    void wakeVendor() {
        vendorWoken.add(Instant.now());
        stage.dns().thaw();
    }

    /** Of all that they did since the start, by the vendor's own log. */
    List<VendorWrite> writes() {
        return stage.dns().writes(vendorMark);
    }

    /** Where the record was pointed to, one after the other, by that log; a watcher may write anew where it points already. */
    List<String> moves() {
        List<String> moves = new ArrayList<>();
        writes().stream()
                .map(VendorWrite::address)
                .filter(address -> !address.isEmpty())
                .filter(address ->
                        moves.isEmpty() || !moves.get(moves.size() - 1).equals(address))
                .forEach(moves::add);
        return moves;
    }

    List<String> wrong() {
        Map<String, String> names = new TreeMap<>();
        hosts.forEach((name, host) -> names.put(host.address(), name));
        return new VendorJudge(names, QUORUM, MARGIN, VOTE_VALID).wrong(writes(), store.history(), vendorWoken);
    }

    @Override
    public void close() {
        agents.values().forEach(Agent::close);
    }

    @Override
    public String toString() {
        return agents + "\n" + writes() + "\n"
                + agents.values().stream()
                        .map(agent -> agent.journal().isEmpty()
                                ? "nothing"
                                : agent.journal()
                                        .get(agent.journal().size() - 1)
                                        .toString())
                        .collect(Collectors.joining("\n"));
    }
}
