package dev.failover.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Three sites of Pacemaker's booth, from its package, with one ticket. It tells Pacemaker by {@code crm_ticket} who has the ticket; in
 * Pacemaker's place a script notes what it is told, and when.
 */
final class Booth implements AutoCloseable {
    static final String PROGRAM = "boothd";

    private static final String TICKET = "www";
    private static final String CRM_TICKET = """
            #!/bin/sh
            echo "$(date +%%s%%3N) $SITE $*" >>%s
            # Nothing is remembered from an earlier life.
            [ "$3" != -q ]
            """;
    private static final Pattern GRANTED = Pattern.compile("(\\d+) (\\S+) -t " + TICKET + " -g --force");

    /** The ticket is a site's. */
    record Granted(Instant at, String site) {}

    private final Network network;
    private final Path directory;
    private final Path configuration;
    private final Transcript told;
    private final Map<Host, Process> processes = new LinkedHashMap<>();

    /** @param seconds after which a ticket that is not renewed may be another's */
    Booth(Network network, Path parent, int seconds, Host... sites) throws IOException {
        this.network = network;
        // Its daemons run as another user.
        allow(parent, "rwxr-xr-x");
        directory = allow(Files.createDirectory(parent.resolve("booth")), "rwxrwxrwx");
        Path log = allow(Files.createFile(directory.resolve("crm_ticket.log")), "rw-rw-rw-");
        told = new Transcript(log);
        allow(Files.writeString(directory.resolve("crm_ticket"), CRM_TICKET.formatted(log)), "rwxr-xr-x");
        List<String> lines = new ArrayList<>(List.of("transport=\"udp\"", "port=\"9929\""));
        for (Host site : sites) {
            lines.add("site=\"" + site.address() + "\"");
        }
        // The fewest and quickest retries that it takes, so that it renews as often as it can.
        lines.addAll(List.of("ticket=\"" + TICKET + "\"", "expire=" + seconds, "timeout=1", "retries=3"));
        configuration = Files.write(directory.resolve("booth.conf"), lines);
        for (Host site : sites) {
            // What Debian 12 has of it waits for ever for the end of a host's IPv6 addresses since Linux 6.9
            // (ClusterLabs/booth#139).
            Command.run(network.on(
                    site,
                    List.of(
                            Command.program("sh"),
                            "-c",
                            "for each in /proc/sys/net/ipv6/conf/*/disable_ipv6; do echo 1 >$each; done")));
            start(site);
        }
        Await.until(
                "booth runs",
                () -> told.lines().stream().filter(line -> line.endsWith(" -q")).count() == sites.length,
                this::toString);
        grant(sites[0]);
    }

    private static Path allow(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    void start(Host site) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(network.on(
                site,
                List.of(
                        Command.program(PROGRAM),
                        "daemon",
                        "-S",
                        "-c",
                        configuration.toString(),
                        "-l",
                        directory.resolve(site.label() + ".lock").toString())));
        builder.environment().put("SITE", site.label());
        builder.environment().merge("PATH", directory.toString(), (path, ours) -> ours + ":" + path);
        processes.put(
                site,
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                directory.resolve(site.label() + ".out").toFile()))
                        .start());
    }

    private void grant(Host site) {
        Command.run(network.on(
                site,
                List.of(
                        Command.program(PROGRAM),
                        "client",
                        "grant",
                        "-s",
                        site.address(),
                        "-c",
                        configuration.toString(),
                        "-t",
                        TICKET)));
        Await.until("booth has granted the ticket", () -> latest().isPresent(), this::toString);
    }

    /** Who was granted the ticket last, or had it renewed. */
    Optional<Granted> latest() {
        List<Granted> all = granted();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Each time that the ticket was granted or renewed, oldest first. */
    List<Granted> granted() {
        return told.lines().stream()
                .map(GRANTED::matcher)
                .filter(Matcher::matches)
                .map(found -> new Granted(Instant.ofEpochMilli(Long.parseLong(found.group(1))), found.group(2)))
                .toList();
    }

    /** Ends a site as a power cut would. */
    void kill(Host site) throws InterruptedException {
        Process process = processes.get(site);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        processes.values().forEach(process -> process.destroyForcibly().onExit().join());
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
