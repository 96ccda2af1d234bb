package dev.failover.examples.demo;

import dev.failover.agent.Logging;
import picocli.CommandLine;

/** Where the demonstration starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = line().execute(arguments);
        Logging.flush();
        System.exit(code);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new DemoCommand()).addSubcommand(new NameServer());
        // It is for no human.
        line.getCommandSpec().usageMessage().synopsisSubcommandLabel("");
        return line;
    }
}
