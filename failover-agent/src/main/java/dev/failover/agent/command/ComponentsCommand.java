package dev.failover.agent.command;

import dev.failover.backup.BackupFactory;
import dev.failover.component.ComponentFactory;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.coordination.CoordinatorFactory;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.evidence.EvidenceCollectorFactory;
import dev.failover.health.HealthCheckFactory;
import dev.failover.notify.NotifierFactory;
import dev.failover.sync.FileSyncFactory;
import dev.failover.traffic.TrafficSwitchFactory;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What a configuration can name: ours, and what third parties add. */
@Command(
        name = "components",
        description = "Lists the types that a configuration can name, third parties' included.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class ComponentsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Mixin
    private Plugins plugins = new Plugins();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Plugins.Open open = plugins.open();
        try (open) {
            print(kinds());
            return ExitCode.DONE;
        } catch (InvalidSettingsException e) {
            throw new EndException(ExitCode.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** A line for each kind: what is on the class path now. */
    static String lines() {
        return kinds().stream().map(Kind::line).collect(Collectors.joining("\n"));
    }

    private static List<Kind> kinds() {
        return List.of(
                kind(DnsProviderFactory.class),
                kind(TrafficSwitchFactory.class),
                kind(NotifierFactory.class),
                kind(FileSyncFactory.class),
                kind(BackupFactory.class),
                kind(EvidenceCollectorFactory.class),
                kind(CoordinatorFactory.class),
                kind(HealthCheckFactory.class));
    }

    private void print(List<Kind> kinds) {
        PrintStream out = agent.console().out();
        if (json) {
            Output.json(out, new Document(kinds));
            return;
        }
        Columns.print(out, columns -> kinds.forEach(kind -> columns.println(kind.line())));
    }

    private static <T, F extends ComponentFactory<T>> Kind kind(Class<F> spi) {
        ComponentFactory.Kind kind = Objects.requireNonNull(spi.getAnnotation(ComponentFactory.Kind.class));
        Set<String> types = Components.load(spi).names();
        return new Kind(kind.value(), new ArrayList<>(types));
    }

    private record Document(List<Kind> components) {}

    private record Kind(String kind, List<String> types) {
        String line() {
            return "%-18s %s".formatted(kind, String.join(", ", types));
        }
    }
}
