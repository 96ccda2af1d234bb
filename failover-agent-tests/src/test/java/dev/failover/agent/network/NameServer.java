package dev.failover.agent.network;

import dev.failover.agent.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** BIND on its host: the authority of a zone, which takes updates signed by one key. */
final class NameServer implements AutoCloseable {
    static final String ZONE = "beerus.test";
    static final String WWW = "www." + ZONE;

    private final Network network;
    private final Path directory;
    private final Process process;
    private final Transcript printed;

    NameServer(Network network, Path parent) throws IOException {
        this.network = network;
        directory = Files.createDirectories(parent.resolve("bind"));
        printed = new Transcript(directory.resolve("named.log"));
        List<String> records = List.of(
                "@ 60 NS ns",
                "ns 60 A " + Host.DNS.address(),
                "www 60 A " + Host.PROD.address(),
                "mail 60 A 192.0.2.99");
        process = new ProcessBuilder(network.on(Host.DNS, Named.configured(directory, "{ any; }", ZONE, records)))
                .redirectErrorStream(true)
                .redirectOutput(printed.redirect())
                .start();
    }

    void awaitReady() {
        Await.until(
                "BIND runs",
                () -> printed.lines().stream().anyMatch(line -> line.endsWith(" running")),
                printed::toString);
    }

    /** What was done to the zone since a mark, by its own log. */
    List<VendorWrite> writes(int mark) {
        return VendorWrite.read(printed.since(mark));
    }

    int mark() {
        return printed.mark();
    }

    /** It takes what is sent to it, and does nothing of it until it is woken. */
    void freeze() {
        Command.run("kill", "-STOP", String.valueOf(process.pid()));
    }

    void thaw() {
        Command.run("kill", "-CONT", String.valueOf(process.pid()));
    }

    /** Makes the zone what it was at first, in one step. */
    void reset() {
        Command.run(
                """
                server 127.0.0.1
                key hmac-sha256:%s %s
                zone %s
                update delete %s A
                update add %s 60 A %s
                update delete _failover-www.%s TXT
                send
                """.formatted(Named.KEY, Named.SECRET, ZONE, WWW, WWW, Host.PROD.address(), ZONE),
                network.on(Host.DNS, List.of(Command.program("nsupdate"))));
    }

    @Override
    public void close() {
        // It has nothing to finish: its state goes with the directory.
        process.destroyForcibly();
    }
}
