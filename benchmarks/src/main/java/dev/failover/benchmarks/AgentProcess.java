package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The agent as this checkout builds and starts it, with services that each have a name, and a check at some sites. */
final class AgentProcess implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final int FALL = 3;
    private static final String PROGRAM = "./failover";
    private static final int MINUTES_OF_A_VERB = 2;

    private final Path configuration;
    private final Program program;
    private final Duration start;

    private AgentProcess(Path configuration, Program program, Duration start) {
        this.configuration = configuration;
        this.program = program;
        this.start = start;
    }

    /** Starts one, and waits until it takes requests. */
    static AgentProcess start(Path directory, BindZone zone, List<String> services, List<String> sites)
            throws Exception {
        Path state = directory.resolve("state");
        Path configuration = Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                dns: {servers: ["127.0.0.1:%d"]}
                providers:
                  bind: {type: rfc2136, zone: %s, server: "127.0.0.1:%2$d", tsig-name: %s, tsig-secret: "%s"}
                services:
                %s
                """.formatted(
                        state,
                        zone.port(),
                        BindZone.ZONE,
                        BindZone.KEY,
                        BindZone.SECRET,
                        services.stream().map(name -> service(name, sites)).collect(Collectors.joining("\n"))));
        long begun = System.nanoTime();
        Program program =
                Program.start(directory.resolve("agent.log"), List.of(PROGRAM, "run", "-c", configuration.toString()));
        Wait.until("the agent takes requests", () -> Files.exists(state.resolve("control")));
        return new AgentProcess(configuration, program, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static String service(String name, List<String> sites) {
        return """
                  %s:
                    records: [{provider: bind, name: %1$s, type: A, ttl: %ds}]
                    sites:
                %s
                    check: {type: http, url: "http://%1$s.%s:%d/%1$s", interval: %ds, timeout: %ds, fall: %d, rise: 2}
                """.formatted(
                        name,
                        BindZone.TTL_SECONDS,
                        sites.stream()
                                .map(address -> "      - {name: at-%s, address: %s, allow-private: true}"
                                        .formatted(address.replace('.', '-'), address))
                                .collect(Collectors.joining("\n")),
                        BindZone.ZONE,
                        Website.PORT,
                        INTERVAL.toSeconds(),
                        TIMEOUT.toSeconds(),
                        FALL);
    }

    /** From its start until it took requests. */
    Duration start() {
        return start;
    }

    ProcessHandle process() {
        return program.handle();
    }

    /** How long one of its verbs takes. */
    Duration verb(String... words) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        output(words);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** What one of its verbs prints. */
    String output(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(List.of(words));
        command.addAll(List.of("-c", configuration.toString()));
        Path printed = configuration.resolveSibling("printed");
        Process verb = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        if (!verb.waitFor(MINUTES_OF_A_VERB, TimeUnit.MINUTES)) {
            verb.destroyForcibly();
            throw new IllegalStateException(command + " has not ended");
        }
        if (verb.exitValue() != 0) {
            throw new IllegalStateException(
                    command + " ended with " + verb.exitValue() + ": " + Files.readString(printed));
        }
        return Files.readString(printed);
    }

    @Override
    public void close() {
        program.close();
    }
}
