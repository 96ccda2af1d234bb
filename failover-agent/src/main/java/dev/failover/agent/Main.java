package dev.failover.agent;

import dev.failover.agent.command.Agent;
import dev.failover.agent.command.Console;
import dev.failover.agent.command.Terminal;
import dev.failover.time.TimeSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Where the agent starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.prepare();
        PrintStream out = lines(new FileOutputStream(FileDescriptor.out));
        PrintStream err = lines(new FileOutputStream(FileDescriptor.err));
        int code = Agent.run(
                args, new Console(System.in, out, err, System.getenv(), Terminal.system(), TimeSource.system()));
        out.flush();
        err.flush();
        Logging.flush();
        System.exit(code);
    }

    /** In UTF-8 whatever the locale: a service manager usually sets none. */
    static PrintStream lines(OutputStream to) {
        return new PrintStream(new WholeLines(to), false, StandardCharsets.UTF_8);
    }

    /**
     * Does what a command line says, and asks nobody.
     *
     * @param environment where a configuration's references to variables are looked up
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> environment) {
        return Agent.run(
                args,
                new Console(
                        InputStream.nullInputStream(), out, err, environment, Optional.empty(), TimeSource.system()));
    }
}
