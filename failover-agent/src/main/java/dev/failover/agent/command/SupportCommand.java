package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.agent.config.RedactedConfiguration;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.RunningAgent;
import dev.failover.agent.control.StatusView;
import dev.failover.component.ComponentException;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.journal.JournalEntry;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What whoever helps needs to know, in one file without secrets. Works on a faulty configuration and a stuck agent as well. */
@picocli.CommandLine.Command(
        name = "support",
        description = "Writes what a bug report needs into one file, without secrets, and says what is in it.")
final class SupportCommand extends Verb {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int LATEST_ENTRIES = 500;
    private static final int LATEST_LINES = 1000;
    private static final Duration TIME_TO_SAY = Duration.ofSeconds(10);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; failover-support-TIME.zip here by default. Overwrites nothing.")
    private @Nullable Path output;

    /** A part that may not be had; why, is then in its place. */
    @FunctionalInterface
    private interface Part {
        String text() throws InterruptedException;
    }

    @Override
    Optional<Integer> callOnFile() throws InterruptedException {
        RedactedConfiguration redacted = RedactedConfiguration.read(file(), environment());
        Optional<RunningAgent> running =
                redacted.stateDirectory().flatMap(directory -> RunningAgent.find(directory, time()));
        SupportBundle bundle = new SupportBundle(redacted);
        bundle.add("versions.txt", versions());
        bundle.add("configuration.txt", String.join("\n", redacted.lines()));
        bundle.add("faults.txt", faults());
        bundle.add("components.txt", had(ComponentsCommand::lines));
        bundle.add("status.json", had(() -> status(running)));
        bundle.add("journal.jsonl", had(() -> journal(redacted)));
        bundle.add("threads.txt", had(() -> threads(running)));
        bundle.add("unit.txt", had(() -> said("systemctl", "status", "failover", "--no-pager", "--full", "--lines=0")));
        bundle.add(
                "log.txt",
                had(() -> said(
                        "journalctl",
                        "-u",
                        "failover",
                        "--no-pager",
                        "-o",
                        "short-iso-precise",
                        "-n",
                        String.valueOf(LATEST_LINES))));
        write(bundle);
        return Optional.of(ExitCode.DONE);
    }

    @Override
    int call(Configuration configuration) {
        throw new IllegalStateException("done without reading it");
    }

    private void write(SupportBundle bundle) {
        Path file = output != null ? output : Path.of("failover-support-" + STAMP.format(time().instant()) + ".zip");
        try {
            bundle.write(file);
        } catch (FileAlreadyExistsException e) {
            throw new EndException(ExitCode.BAD_USAGE, "--output: " + file + " is there already; nothing was written");
        } catch (IOException e) {
            throw new EndException(ExitCode.BAD_USAGE, "--output: %s can't be written: %s".formatted(file, e));
        }
        if (json()) {
            Output.json(out(), new Document(file.toString(), bundle.sizes()));
            return;
        }
        out().println(file + " holds");
        bundle.sizes().forEach((name, size) -> out().printf("  %-18s %s bytes%n", name, size));
        out().println(
                        "Secrets are left out. Names and addresses of your hosts are in it: look through it before you send it.");
    }

    private record Document(String file, Map<String, Integer> bytes) {}

    private static String had(Part part) throws InterruptedException {
        try {
            return part.text();
        } catch (ComponentException | EndException e) {
            return "can't be had: " + e.getMessage();
        }
    }

    private String versions() {
        return List.of("java.version", "java.vendor", "os.name", "os.version", "os.arch", "user.name").stream()
                .map(name -> name + ": " + System.getProperty(name))
                .collect(Collectors.joining(
                        "\n", new Version().getVersion()[0] + "\nat: " + time().instant() + "\n", ""));
    }

    private String faults() {
        try (Configuration configuration = ConfigurationReader.read(file(), environment())) {
            return "none; %s services, %s syncs"
                    .formatted(
                            configuration.services().size(),
                            configuration.syncs().size());
        } catch (InvalidConfigurationException e) {
            return e.faults().stream().map(String::valueOf).collect(Collectors.joining("\n"));
        }
    }

    private String status(Optional<RunningAgent> running) {
        if (running.isPresent()) {
            return Documents.line(running.get().ask(ControlRequest.status()).document());
        }
        try (Configuration configuration = ConfigurationReader.read(file(), environment())) {
            return Documents.line(StatusView.stored(configuration, time().instant()));
        } catch (InvalidConfigurationException e) {
            return "can't be had: no agent is running, and the configuration has faults";
        }
    }

    private static String journal(RedactedConfiguration redacted) {
        if (redacted.stateDirectory().isEmpty()) {
            return "can't be had: the configuration names no state directory";
        }
        List<JournalEntry> entries =
                FileStateStore.read(redacted.stateDirectory().get());
        return entries.subList(Math.max(0, entries.size() - LATEST_ENTRIES), entries.size()).stream()
                .map(entry -> Documents.line(HistoryCommand.Entry.of(entry)))
                .collect(Collectors.joining("\n"));
    }

    private static String threads(Optional<RunningAgent> running) {
        return running.map(agent ->
                        String.join("\n", agent.ask(ControlRequest.threads()).lines()))
                .orElse("can't be had: no agent is running");
    }

    private static String said(String... command) throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Command.of(List.of(command)).inOneStream().run(new Children(), Deadline.in(TIME_TO_SAY), lines::add);
        // A line has a character for each byte.
        return new String(String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
