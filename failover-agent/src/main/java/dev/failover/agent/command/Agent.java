package dev.failover.agent.command;

import dev.failover.agent.Logging;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.component.ComponentException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: what all verbs share. */
@Command(
        name = "failover",
        description = "Watches services and switches their DNS records between sites.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
public final class Agent implements Callable<Integer> {
    /** In the order in which they are listed. */
    private static final List<Class<?>> VERBS = List.of(
            DemoCommand.class,
            InitCommand.class,
            KeysCommand.class,
            RunCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            ReplayCommand.class,
            DrillCommand.class,
            EvidenceCommand.class,
            ReplaceCommand.class,
            SwitchCommand.class,
            FailbackCommand.class,
            ApproveCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            AckCommand.class,
            ReloadCommand.class,
            SyncCommand.class,
            BackupCommand.class,
            RestoreTestCommand.class,
            ComponentsCommand.class,
            SupportCommand.class,
            GenerateCommand.class);

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Agent(Console console) {
        this.console = console;
    }

    /**
     * Does what a command line says.
     *
     * @return the exit code
     */
    public static int run(String[] args, Console console) {
        // Reading what all verbs take costs more time than most of them need.
        CommandLine line = VERBS.stream()
                .filter(verb -> args.length > 0 && name(verb).equals(args[0]))
                .findFirst()
                .map(verb -> line(console, List.of(verb)))
                .orElseGet(() -> line(console, VERBS));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // Whatever begins with an escape on our streams is somebody else's.
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setOut(writer(console.out()));
        line.setErr(writer(console.err()));
        line.setParameterExceptionHandler(Agent::explain);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> end(failure, console));
        return line.execute(args);
    }

    /** The command line with all verbs. */
    static CommandSpec whole(Console console) {
        return line(console, VERBS).getCommandSpec();
    }

    private static CommandLine line(Console console, List<Class<?>> verbs) {
        CommandLine line = new CommandLine(new Agent(console));
        verbs.forEach(line::addSubcommand);
        Optional.ofNullable(line.getSubcommands().get(name(InitCommand.class))).ifPresent(InitCommand::addOptions);
        return line;
    }

    private static String name(Class<?> verb) {
        return verb.getAnnotation(Command.class).name();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int explain(ParameterException wrong, String[] args) {
        CommandLine line = wrong.getCommandLine();
        line.getErr().println(wrong.getMessage());
        line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.BAD_USAGE;
    }

    private static int end(Exception failure, Console console) {
        Consumer<String> voice = Logging.voice(console.err());
        if (failure instanceof InvalidConfigurationException invalid) {
            lines(invalid).forEach(voice);
            return ExitCode.BAD_USAGE;
        }
        if (failure instanceof EndException ended) {
            ended.lines().forEach(voice);
            return ended.exitCode();
        }
        if (failure instanceof ComponentException) {
            voice.accept(failure.getMessage());
            return ExitCode.FAILED;
        }
        if (failure instanceof InterruptedException) {
            voice.accept("interrupted");
            return ExitCode.FAILED;
        }
        Logging.bug(failure, console.err());
        return ExitCode.BUG;
    }

    /** Everything that is wrong with a configuration. */
    static List<String> lines(InvalidConfigurationException invalid) {
        int count = invalid.faults().size();
        return Stream.concat(
                        Stream.of("%s: %s fault%s".formatted(invalid.file(), count, count == 1 ? "" : "s")),
                        invalid.faults().stream()
                                .map(fault -> fault.path().isEmpty() ? invalid.file() + " " + fault : fault.toString()))
                .toList();
    }

    /** Without a verb there is nothing to do. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which verb? One of " + verbs());
    }

    private String verbs() {
        return spec.subcommands().entrySet().stream()
                .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    Console console() {
        return console;
    }
}
