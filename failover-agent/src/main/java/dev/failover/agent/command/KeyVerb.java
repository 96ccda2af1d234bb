package dev.failover.agent.command;

import dev.failover.agent.setup.KeyDirectory;
import dev.failover.component.Secret;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What the verbs share that store keys. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false)
abstract class KeyVerb implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private KeysCommand keys;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "failover.yaml",
            description = "The configuration, beside which keys are stored; ${DEFAULT-VALUE} by default.")
    @SuppressWarnings("NullAway.Init")
    private Path config;

    @Option(names = "--replace", description = "Puts a new key in the place of one that is there.")
    private boolean replace;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            return call(new KeyDirectory(config));
        } catch (FileSystemException e) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "--config: %s can't be used: %s"
                            .formatted(
                                    e.getFile(),
                                    e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()));
        } catch (IOException e) {
            throw new EndException(ExitCode.BAD_USAGE, "--config: its directory keys can't be used: " + e.getMessage());
        }
    }

    abstract int call(KeyDirectory directory) throws IOException, InterruptedException;

    /** Refuses to overwrite, unless told to. */
    final void requireFree(KeyDirectory directory, String name) throws IOException {
        if (!isFree(directory, name)) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    directory.file(name)
                            + " is there already; --replace puts a new one in its place, once there is one");
        }
    }

    /** Whether a key may be stored under this name. */
    final boolean isFree(KeyDirectory directory, String name) throws IOException {
        return replace || directory.read(name).isEmpty();
    }

    /**
     * Asks for a key, whose letters are not shown.
     *
     * @param missing what to do if there is nobody to ask
     */
    final Secret ask(String what, String missing) {
        Terminal terminal = console()
                .terminal()
                .orElseThrow(() -> new EndException(ExitCode.BAD_USAGE, "There is no terminal to ask at: " + missing));
        try {
            return Secret.of(terminal.secret(what));
        } catch (IllegalArgumentException e) {
            throw new EndException(ExitCode.BAD_USAGE, what + " " + e.getMessage());
        }
    }

    final Path config() {
        return config;
    }

    final Console console() {
        return keys.console();
    }
}
