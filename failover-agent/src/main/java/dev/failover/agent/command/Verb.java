package dev.failover.agent.command;

import dev.failover.agent.LogFormat;
import dev.failover.agent.Logging;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.RunningAgent;
import dev.failover.time.TimeSource;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs that work on a configuration share. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class Verb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "failover.yaml",
            description = "The configuration; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Mixin
    private Plugins plugins = new Plugins();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Logs everything to the standard error stream.")
    private boolean verbose;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:FAILOVER_LOG_FORMAT:-text}",
            description = "Writes log and events as text or json, one a line; ${DEFAULT-VALUE} by default.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        Logging.format(logFormat);
        if (verbose) {
            Logging.verbose();
        }
        Plugins.Open open = plugins.open();
        try (open) {
            Optional<Integer> done = callOnFile();
            return done.isPresent() ? done.get() : callOnConfiguration();
        }
    }

    private int callOnConfiguration() throws InterruptedException {
        try (Configuration configuration =
                ConfigurationReader.read(config, console().environment())) {
            return call(configuration);
        } catch (InvalidConfigurationException e) {
            Optional<Integer> ended = e.stateDirectory().flatMap(this::callOn);
            if (ended.isPresent()) {
                return ended.get();
            }
            Optional<RunningAgent> running =
                    e.stateDirectory().flatMap(directory -> RunningAgent.find(directory, time()));
            Optional<ControlRequest> request = request();
            if (running.isPresent() && request.isPresent()) {
                // Who pauses in a hurry need not have the secrets at hand that the agent was started with.
                return Output.reply(this, Asking.ask(running.get(), request.get()));
            }
            e.stateDirectory()
                    .filter(Verb::isForbidden)
                    .ifPresent(directory -> err().printf(
                                    "%s may not be looked into by %s: a running agent is asked as its own user%n",
                                    directory, System.getProperty("user.name")));
            throw e;
        }
    }

    private static boolean isForbidden(Path directory) {
        return Files.isDirectory(directory) && !Files.isExecutable(directory);
    }

    /** What to ask a running agent that does the same; empty if it can't. */
    Optional<ControlRequest> request() {
        return Optional.empty();
    }

    /** Does what the verb says whatever the configuration's file holds; empty if it needs a whole one. */
    Optional<Integer> callOnFile() throws InterruptedException {
        return Optional.empty();
    }

    /** Does what the verb says on nothing but a state directory, as some references have no value; empty if it can't. */
    Optional<Integer> callOn(Path stateDirectory) {
        return Optional.empty();
    }

    /**
     * Does what the verb says.
     *
     * @return the exit code
     */
    abstract int call(Configuration configuration) throws InterruptedException;

    /** Where the configuration is read from. */
    final Path file() {
        return config;
    }

    final boolean json() {
        return json;
    }

    /** Whether what happens is told in JSON. */
    final boolean jsonEvents() {
        return json || logFormat == LogFormat.JSON;
    }

    final boolean verbose() {
        return verbose;
    }

    final Map<String, String> environment() {
        return console().environment();
    }

    final TimeSource time() {
        return console().time();
    }

    final PrintStream out() {
        return console().out();
    }

    /** Whom to tell what it takes so long for. */
    final StillWaiting waiting() {
        return StillWaiting.at(console());
    }

    final PrintStream err() {
        return console().err();
    }

    /** The whole program's, however deep the verb stands in it. */
    private Console console() {
        return ((Agent) spec.root().userObject()).console();
    }
}
