package dev.failover.agent.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts and a router between them, each a Linux network namespace. All traffic between hosts passes the router, where it is
 * filtered, damaged and slowed down. The machine's own network is not touched.
 */
final class Network implements AutoCloseable {
    private static final String PREFIX = "failover-test-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-(?:\\d+-)?[a-z]+");
    private static final String ROUTER = "router";

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String prefix = PREFIX + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet() + "-";
    private boolean closed;

    private Network() {}

    /** Why there can be no such network on this machine; empty if there can. */
    static Optional<String> obstacle() {
        List<String> missing = Stream.of("ip", "nft", "tc", "named", "nsupdate", "dig")
                .filter(program -> !Command.isInstalled(program))
                .toList();
        if (!missing.isEmpty()) {
            return Optional.of("these programs are missing: " + missing);
        }
        String probe = PREFIX + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet() + "-probe";
        try {
            Command.run(Command.program("ip"), "netns", "add", probe);
            Command.run(Command.program("ip"), "netns", "del", probe);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of("network namespaces can't be made, which takes root: " + e.getMessage());
        }
    }

    static Network make() {
        namesOfDeadRuns().forEach(Network::remove);
        Network network = new Network();
        Runtime.getRuntime().addShutdownHook(new Thread(network::close));
        network.build();
        return network;
    }

    private void build() {
        add(ROUTER);
        inRouter("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        for (Host host : Host.values()) {
            add(host.label());
            String link = host.label();
            ip(
                    ROUTER,
                    "link",
                    "add",
                    "name",
                    link,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "eth0",
                    "netns",
                    name(host.label()));
            ip(ROUTER, "addr", "add", host.gateway() + "/24", "dev", link);
            ip(ROUTER, "link", "set", "dev", link, "up");
            ip(host.label(), "addr", "add", host.address() + "/24", "dev", "eth0");
            ip(host.label(), "link", "set", "dev", "eth0", "up");
            ip(host.label(), "route", "add", "default", "via", host.gateway());
        }
        nft("add table ip faults; add chain ip faults forward { type filter hook forward priority 0; policy accept; }");
    }

    private void add(String label) {
        Command.run(Command.program("ip"), "netns", "add", name(label));
        ip(label, "link", "set", "dev", "lo", "up");
    }

    private String name(String label) {
        return prefix + label;
    }

    private void ip(String label, String... words) {
        List<String> command = new ArrayList<>(List.of(Command.program("ip"), "-n", name(label)));
        command.addAll(Arrays.asList(words));
        Command.run(command);
    }

    private String inRouter(String program, String... words) {
        List<String> command = new ArrayList<>(inside(ROUTER));
        command.add(Command.program(program));
        command.addAll(Arrays.asList(words));
        return Command.run(command);
    }

    private List<String> inside(String label) {
        return List.of(Command.program("ip"), "netns", "exec", name(label));
    }

    /** The command that runs another one on a host. */
    List<String> on(Host host, List<String> command) {
        return Stream.concat(inside(host.label()).stream(), command.stream()).toList();
    }

    private void nft(String commands) {
        inRouter("nft", commands);
    }

    private void rule(Host from, Host to, String what) {
        nft(ruleText(from, to, what));
    }

    private static String ruleText(Host from, Host to, String what) {
        return "add rule ip faults forward iifname \"%s\" oifname \"%s\" %s".formatted(from.label(), to.label(), what);
    }

    /** A black hole in one direction: packets vanish, and nobody is told. */
    void drop(Host from, Host to) {
        rule(from, to, "counter drop");
    }

    /** A black hole in both directions. */
    void cut(Host one, Host other) {
        drop(one, other);
        drop(other, one);
    }

    /** Ends all other faults of lines; this line is cut all the time, as both happen in one transaction. */
    void healAllBut(Host one, Host other) {
        nft(String.join(
                "; ",
                "flush chain ip faults forward",
                ruleText(one, other, "counter drop"),
                ruleText(other, one, "counter drop")));
    }

    /** A filter that answers: connections are reset, datagrams refused. */
    void reset(Host from, Host to) {
        rule(from, to, "meta l4proto tcp counter reject with tcp reset");
        rule(from, to, "meta l4proto != tcp counter reject");
    }

    /** Loses some of the packets of one direction, by chance. */
    void lose(Host from, Host to, int percent) {
        rule(from, to, "numgen random mod 100 < %d counter drop".formatted(percent));
    }

    /** Lets updates through to the vendor, and loses what it answers to them; questions are answered. */
    void loseAnswersToUpdates() {
        // The byte after the message's number: an answer (0x80) of the kind update (5 in the next four bits), RFC 1035
        // and 2136.
        rule(Host.DNS, Host.WATCHER, "udp sport 53 @th,80,8 0xa8 counter drop");
        rule(Host.DNS, Host.WATCHER, "tcp sport 53 counter drop");
    }

    /** How many packets the rules in force have taken. */
    long packetsTaken() {
        Matcher counters =
                Pattern.compile("counter packets (\\d+)").matcher(inRouter("nft", "list", "table", "ip", "faults"));
        return counters.results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** Lets no more than so much through to a host; what is more waits in line. */
    void slow(Host to, int kilobitsPerSecond) {
        inRouter(
                "tc",
                "qdisc replace dev %s root tbf rate %dkbit burst 2kb latency 10s"
                        .formatted(to.label(), kilobitsPerSecond)
                        .split(" "));
    }

    /** How many times a packet to a host that is {@linkplain #slow slow} had to wait. */
    long packetsDelayed(Host to) {
        Matcher overlimits =
                Pattern.compile("overlimits (\\d+)").matcher(inRouter("tc", "-s", "qdisc", "show", "dev", to.label()));
        return overlimits.find() ? Long.parseLong(overlimits.group(1)) : 0;
    }

    /** Pulls a host's cable. */
    void unplug(Host host) {
        ip(ROUTER, "link", "set", "dev", host.label(), "down");
    }

    /** Ends all faults. */
    void heal() {
        nft("flush chain ip faults forward");
        for (Host host : Host.values()) {
            ip(ROUTER, "link", "set", "dev", host.label(), "up");
            inRouter("tc", "qdisc", "replace", "dev", host.label(), "root", "noqueue");
        }
    }

    private static List<String> namesOfDeadRuns() {
        Path directory = Path.of("/run/netns");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(Network::isOfDeadRun)
                    .toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isOfDeadRun(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    /** Ends what still runs in a namespace, and removes it; another run may be doing the same. */
    private static void remove(String name) {
        try {
            Command.run(Command.program("ip"), "netns", "pids", name)
                    .lines()
                    .map(line -> ProcessHandle.of(Long.parseLong(line.trim())))
                    .forEach(process -> process.ifPresent(ProcessHandle::destroyForcibly));
            Command.run(Command.program("ip"), "netns", "del", name);
        } catch (AssertionError e) {
            if (Files.exists(Path.of("/run/netns", name))) {
                throw e;
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            List<String> labels = new ArrayList<>(
                    Arrays.stream(Host.values()).map(Host::label).toList());
            labels.add(ROUTER);
            labels.stream()
                    .map(this::name)
                    .filter(name -> Files.exists(Path.of("/run/netns", name)))
                    .forEach(Network::remove);
        }
    }
}
