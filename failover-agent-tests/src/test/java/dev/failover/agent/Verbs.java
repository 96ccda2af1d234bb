package dev.failover.agent;

import dev.failover.agent.command.Agent;
import dev.failover.agent.command.Console;
import dev.failover.agent.command.Terminal;
import dev.failover.time.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs verbs in this process, as the script does in one of its own. */
final class Verbs {
    private Verbs() {}

    /** What came of a verb. */
    record Result(int code, String out, String err) {}

    static Result run(Map<String, String> environment, String... args) {
        return run("", Optional.empty(), environment, args);
    }

    /** The same, asked again for a minute while a gate refuses it, as a person would: one late check is enough for that. */
    static Result insist(Map<String, String> environment, String... args) throws InterruptedException {
        Result[] last = new Result[1];
        await("no gate refuses `" + String.join(" ", args) + "`", () -> {
            last[0] = run(environment, args);
            return last[0].code() != 3;
        });
        return last[0];
    }

    /** The same, with somebody who can be asked. */
    static Result run(Terminal terminal, String... args) {
        return run("", Optional.of(terminal), Map.of(), args);
    }

    /** The same, with something piped in. */
    static Result piped(String in, String... args) {
        return run(in, Optional.empty(), Map.of(), args);
    }

    private static Result run(String in, Optional<Terminal> terminal, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Agent.run(
                args,
                new Console(
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        terminal,
                        TimeSource.system()));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A verb that goes on until it is stopped. */
    static final class Running implements AutoCloseable {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> code = new CompletableFuture<>();
        private final Thread thread;

        Running(Map<String, String> environment, String... args) {
            PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
            PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
            thread = new Thread(() -> code.complete(Main.run(args, to, errors, environment)), "agent under test");
            thread.start();
        }

        String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        Running awaitOut(String text) throws InterruptedException {
            await(text + " is printed", () -> out().contains(text) || code.isDone());
            if (!out().contains(text)) {
                throw new AssertionError(text + " was not printed before it ended: " + err());
            }
            return this;
        }

        /**
         * Stops it as a signal would.
         *
         * @return the exit code
         */
        int stop() throws Exception {
            thread.interrupt();
            return code.get(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            thread.interrupt();
            code.completeOnTimeout(-1, 10, TimeUnit.SECONDS).join();
        }
    }

    /** Waits until something holds, for a minute at most: a busy machine takes its time. */
    static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within a minute: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
