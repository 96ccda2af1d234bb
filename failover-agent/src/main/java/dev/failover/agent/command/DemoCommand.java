package dev.failover.agent.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A program of its own, with servers that an agent must not have: the launcher starts it. Here it is only listed. */
@Command(
        name = "demo",
        description = "Shows the main job on embedded parts, without configuration or account, in under a minute.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new EndException(
                ExitCode.BAD_USAGE, "The demonstration is a program of its own: start it by the script, failover demo");
    }
}
