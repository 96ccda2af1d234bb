package dev.failover.examples.demo;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A server to try verbs on: what is installed with the agent does, so that the classes that they need then are known. */
@Command(
        name = "name-server",
        hidden = true,
        description = "Serves a zone with one record until it is ended, and says where.")
final class NameServer implements Callable<Integer> {
    private static final Duration TTL = Duration.ofMinutes(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ZONE")
    private String zone = "";

    @Parameters(index = "1", paramLabel = "NAME")
    private String name = "";

    @Parameters(index = "2", paramLabel = "ADDRESS")
    private String address = "";

    @Override
    public Integer call() throws IOException {
        try (DnsServer server = DnsServer.start(zone)) {
            server.put(RecordSet.of(new RecordKey(name, RecordType.A), TTL, InetAddress.getByName(address)));
            spec.commandLine().getOut().println(server.address());
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            // Then it is ended.
        }
        return 0;
    }
}
