package dev.failover.examples.agent.command;

import dev.failover.component.ComponentException;
import dev.failover.examples.agent.Logging;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.config.ConfigurationReader;
import dev.failover.examples.agent.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: what all verbs share. */
@Command(
        name = "failover",
        description = "Watches services and switches their DNS records between sites.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        sortOptions = false,
        subcommands = {
            RunCommand.class,
            StatusCommand.class,
            SwitchCommand.class,
            FailbackCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
        })
public final class Agent implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "failover.yaml",
            scope = ScopeType.INHERIT,
            description = "The configuration; ${DEFAULT-VALUE} unless said.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints JSON.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Logs everything to the standard error stream.")
    private boolean verbose;

    private Agent(Console console) {
        this.console = console;
    }

    /** Does what a command line says. @return the exit code */
    public static int run(String[] args, Console console) {
        CommandLine line = new CommandLine(new Agent(console));
        line.setOut(new java.io.PrintWriter(console.out(), true));
        line.setErr(new java.io.PrintWriter(console.err(), true));
        line.setParameterExceptionHandler(Agent::explain);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> end(failure, console));
        return line.execute(args);
    }

    private static int explain(ParameterException wrong, String[] args) {
        CommandLine line = wrong.getCommandLine();
        line.getErr().println(wrong.getMessage());
        line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.BAD_USAGE;
    }

    private static int end(Exception failure, Console console) {
        if (failure instanceof InvalidConfigurationException invalid) {
            int count = invalid.faults().size();
            console.err().printf("%s: %d fault%s%n", invalid.file(), count, count == 1 ? "" : "s");
            invalid.faults().forEach(console.err()::println);
            return ExitCode.BAD_USAGE;
        }
        if (failure instanceof EndException ended) {
            ended.lines().forEach(console.err()::println);
            return ended.exitCode();
        }
        if (failure instanceof ComponentException) {
            console.err().println(failure.getMessage());
            return ExitCode.FAILED;
        }
        if (failure instanceof InterruptedException) {
            console.err().println("interrupted");
            return ExitCode.FAILED;
        }
        console.err().println("A bug in failover; please report it with what follows:");
        failure.printStackTrace(console.err());
        return ExitCode.BUG;
    }

    /** Without a verb there is nothing to do. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which verb? One of " + verbs());
    }

    private String verbs() {
        return String.join(", ", spec.subcommands().keySet());
    }

    Console console() {
        return console;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** The file that {@code --config} names. */
    Path configFile() {
        return config;
    }

    /** The configuration, whole and valid. The caller closes it, or what it builds with it. */
    Configuration configuration() {
        if (verbose) {
            Logging.verbose();
        }
        return ConfigurationReader.read(config, console.environment());
    }
}
