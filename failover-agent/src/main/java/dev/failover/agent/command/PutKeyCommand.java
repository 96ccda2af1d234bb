package dev.failover.agent.command;

import dev.failover.agent.setup.Account;
import dev.failover.agent.setup.KeyDirectory;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stores a key that somebody has, without leaving it in the shell's history or on the screen. */
@Command(name = "put", description = "Asks for one key, without showing it, and stores it.")
final class PutKeyCommand extends KeyVerb {
    private static final String NAMES = "[a-z0-9][a-z0-9-]{0,62}";

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "Its file's name in the directory keys, as the configuration refers to it: ifttt.")
    private String name = "";

    @Override
    int call(KeyDirectory directory) throws IOException {
        if (!name.matches(NAMES)) {
            throw new EndException(
                    ExitCode.BAD_USAGE, "NAME: must be lower-case letters, digits and hyphens, like ifttt");
        }
        directory.prepare();
        requireFree(directory, name);
        directory.write(name, ask("The key for " + name + ":", "write it to " + directory.file(name) + ", mode 600"));
        console().out().println("Stored in " + directory.file(name));
        console().out().println("Next: " + Account.line("check", config()));
        return ExitCode.DONE;
    }
}
