package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** gdnsd that asks each of some addresses as often as the agent does. */
final class IdleGdnsd {
    private static final int PORT = 5412;

    private IdleGdnsd() {}

    static Program start(Path directory, List<String> addresses) throws IOException {
        Path zones = Files.createDirectories(directory.resolve("zones"));
        Files.writeString(zones.resolve(BindZone.ZONE), BindZone.zoneFile(BindZone.LABEL + " 5 DYNA multifo!sites"));
        Files.writeString(directory.resolve("config"), """
                options => { listen => 127.0.0.1:%1$d, run_dir => %2$s/run, state_dir => %2$s/state }
                service_types => { web => { plugin => http_status, port => %3$d, url_path => "/gdnsd", interval => %4$d,
                    timeout => %5$d } }
                plugins => { multifo => { sites => { service_types => web, %6$s } } }
                """.formatted(
                        PORT,
                        directory,
                        Website.PORT,
                        AgentProcess.INTERVAL.toSeconds(),
                        AgentProcess.TIMEOUT.toSeconds(),
                        addresses.stream()
                                .map(address -> "at-%s => %s".formatted(address.replace('.', '-'), address))
                                .collect(Collectors.joining(", "))));
        return Program.start(
                directory.resolve("log"),
                List.of(Program.path("gdnsd").toString(), "-c", directory.toString(), "start"));
    }
}
