package dev.failover.examples.agent.command;

import dev.failover.examples.agent.Logging;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.config.ConfigurationReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What all verbs that work on a configuration share. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class Verb implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Agent agent;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "failover.yaml",
            description = "The configuration; ${DEFAULT-VALUE} unless said.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Logs everything to the standard error stream.")
    private boolean verbose;

    @Override
    public Integer call() throws InterruptedException {
        if (verbose) {
            Logging.verbose();
        }
        try (Configuration configuration =
                ConfigurationReader.read(config, agent.console().environment())) {
            return call(configuration);
        }
    }

    /**
     * Does what the verb says.
     *
     * @return the exit code
     */
    abstract int call(Configuration configuration) throws InterruptedException;

    final boolean json() {
        return json;
    }

    final boolean verbose() {
        return verbose;
    }

    final PrintStream out() {
        return agent.console().out();
    }

    final PrintStream err() {
        return agent.console().err();
    }
}
