package dev.failover.examples.agent;

import dev.failover.examples.agent.command.Agent;
import dev.failover.examples.agent.command.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where the agent starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // What is printed is UTF-8 whatever the locale: a service manager usually sets none.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(args, out, err, System.getenv());
        out.flush();
        Logging.flush();
        System.exit(code);
    }

    /**
     * Does what a command line says.
     *
     * @param environment where a configuration's references to variables are looked up
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> environment) {
        return Agent.run(args, new Console(out, err, environment));
    }
}
