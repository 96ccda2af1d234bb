package dev.failover.agent.command;

import dev.failover.agent.setup.Account;
import dev.failover.agent.setup.KeyDirectory;
import dev.failover.component.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores a key that somebody has, without leaving it in the shell's history or on the screen. */
@Command(
        name = "put",
        description = "Asks for one key, without showing it, or takes it from the standard input, and stores it.")
final class PutKeyCommand extends KeyVerb {
    /** As {@code ${file:…}} takes it. */
    private static final int LONGEST = 64 * 1024;

    private static final String NAMES = "[a-z0-9][a-z0-9-]{0,62}";

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "Its file's name in the directory keys, as the configuration refers to it: ifttt.")
    private String name = "";

    @Option(names = "--stdin", description = "Takes the key from the standard input, as a password manager prints it.")
    private boolean stdin;

    @Override
    int call(KeyDirectory directory) throws IOException {
        if (!name.matches(NAMES)) {
            throw new EndException(
                    ExitCode.BAD_USAGE, "NAME: must be lower-case letters, digits and hyphens, like ifttt");
        }
        directory.prepare();
        requireFree(directory, name);
        directory.write(name, stdin ? piped() : ask("The key for " + name + ":", "pipe the key in, with --stdin"));
        console().out().println("Stored in " + directory.file(name));
        console().out().println("Next: " + Account.line("check", config()));
        return ExitCode.DONE;
    }

    private Secret piped() throws IOException {
        byte[] bytes = console().in().readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new EndException(ExitCode.BAD_USAGE, "--stdin: the key is longer than " + LONGEST + " bytes");
        }
        try {
            return Secret.of(new String(bytes, StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException e) {
            throw new EndException(ExitCode.BAD_USAGE, "--stdin: the key " + e.getMessage());
        }
    }
}
