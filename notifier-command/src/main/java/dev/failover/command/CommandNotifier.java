package dev.failover.command;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says notifications by running a program, once for each, which reads them from its standard input. No shell has a part in it. The
 * program and what it started end with the attempt. Thread-safe: several may run at a time.
 *
 * <p>The program sees of this process's environment only what says where and who it is, and what it is given. Arguments and environment
 * show in no message, log or {@code toString} of this class; the program's name does.
 */
public final class CommandNotifier implements Notifier, Inspectable {
    /** Of a program's own words, the last count. */
    private static final int HEARD = 4_000;

    /** Before its time is over, so that it can be ended within that. */
    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private static final int SHORTEST_SECRET = 8;

    private final List<String> command;
    private final CommandInput input;
    private final int maxLength;
    private final Set<Integer> refusals;
    private final Map<String, Secret> environment;
    private final Children children = new Children();

    private CommandNotifier(Builder builder, List<String> command) {
        this.command = List.copyOf(command);
        input = builder.input;
        maxLength = builder.maxLength;
        refusals = Set.copyOf(builder.refusals);
        environment = Map.copyOf(builder.environment);
    }

    /** A builder; {@code command} is required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs the program, once.
     *
     * @throws RejectedException if there is no such program, or it ended with a status that refuses (see {@link Builder#refusals})
     * @throws UnavailableException if it ended with any other status than 0, by a signal, or not in time. The notification may have been
     *     said all the same.
     */
    @Override
    public void send(Notification notification, Duration timeout) throws InterruptedException {
        Duration quarter = timeout.dividedBy(4);
        Duration end = quarter.compareTo(LONGEST_END) < 0 ? quarter : LONGEST_END;
        StringBuilder said = new StringBuilder();
        int status = Command.of(command)
                .inOneStream()
                .withPlainEnvironment(revealed())
                .reading(input.of(notification, maxLength))
                .run(children, Deadline.in(timeout.minus(end)), line -> {
                    synchronized (said) {
                        said.append(line).append('\n');
                        said.delete(0, Math.max(0, said.length() - HEARD));
                    }
                })
                .status();
        if (status != 0) {
            String words;
            synchronized (said) {
                // A line has a character for each byte.
                words = new String(said.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
            throw failure(status, words);
        }
    }

    private Map<String, String> revealed() {
        Map<String, String> revealed = new HashMap<>();
        environment.forEach((name, value) -> revealed.put(name, value.reveal()));
        return revealed;
    }

    private RuntimeException failure(int status, String words) {
        String message = "command: %s ended with status %s%s".formatted(command.get(0), status, quoted(words));
        return refusals.contains(status) ? new RejectedException(message) : new UnavailableException(message);
    }

    private String quoted(String words) {
        String masked = words;
        for (Secret value : environment.values()) {
            masked = value.maskIn(masked);
        }
        for (String argument : command.subList(1, command.size())) {
            // What is shorter is an option or a word.
            masked = argument.length() < SHORTEST_SECRET ? masked : masked.replace(argument, "***");
        }
        String last = masked.strip().lines().reduce("", (before, line) -> line.isBlank() ? before : line);
        return last.isEmpty() ? "" : ": " + Excerpt.of(last);
    }

    /** Looks for the program; runs nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) {
        String program = command.get(0);
        return List.of(
                Command.isThere(program)
                        ? Finding.ok(
                                "program " + program, "can be run; whether it reaches anybody shows only when it is")
                        : Finding.error(
                                "program " + program,
                                "command: there is no such program, or this user may not run it; install it, or set its path"));
    }

    /** Programs under way are ended, and no more are started. Idempotent. */
    @Override
    public void close() {
        children.end();
    }

    /** The program; not its arguments. */
    @Override
    public String toString() {
        return "CommandNotifier[program=" + command.get(0) + "]";
    }

    /** Composes a notifier; reports everything that is wrong at once. Not thread-safe. */
    public static final class Builder {
        private static final int HIGHEST_STATUS = 255;
        private static final int SHORTEST_TEXT = 20;
        private static final Pattern STATUS = Pattern.compile("\\d{1,3}");

        private @Nullable List<String> command;
        private CommandInput input = CommandInput.JSON;
        private int maxLength = Integer.MAX_VALUE;
        /** Usage, data, addressee, host, permission and configuration (sysexits.h), and what shells say of a program that is none. */
        private final Set<Integer> refusals = new TreeSet<>(Set.of(64, 65, 67, 68, 77, 78, 126, 127));

        private final Map<String, Secret> environment = new LinkedHashMap<>();

        private Builder() {}

        /**
         * The program, by its path or by its name in {@code PATH}, and its arguments as they are.
         *
         * @throws IllegalArgumentException if it is empty, or a word can't be one
         */
        public Builder command(List<String> words) {
            Command.checkWords(words, "[apprise, -t, failover]");
            command = words;
            return this;
        }

        /** What the program reads; {@link CommandInput#JSON} by default. */
        public Builder input(CommandInput form) {
            input = form;
            return this;
        }

        /**
         * The most characters of {@link CommandInput#TEXT}, for an SMS, say; unlimited by default.
         *
         * @throws IllegalArgumentException if it is less than 20
         */
        public Builder maxLength(int characters) {
            if (characters < SHORTEST_TEXT) {
                throw new IllegalArgumentException("must be %s or more, not %s".formatted(SHORTEST_TEXT, characters));
            }
            maxLength = characters;
            return this;
        }

        /**
         * More statuses by which the program says that trying again is useless, beside 64, 65, 67, 68, 77, 78, 126 and 127.
         *
         * @throws IllegalArgumentException if one is not from 1 to 255
         */
        public Builder refusals(List<String> statuses) {
            for (String status : statuses) {
                if (!STATUS.matcher(status).matches()
                        || Integer.parseInt(status) > HIGHEST_STATUS
                        || Integer.parseInt(status) == 0) {
                    throw new IllegalArgumentException("must be statuses from 1 to 255, not \"" + status + "\"");
                }
                refusals.add(Integer.valueOf(status));
            }
            return this;
        }

        /**
         * A variable of the program's environment. Its value is kept as a secret.
         *
         * @throws IllegalArgumentException if the name is none of a variable
         */
        public Builder environment(String variable, Secret value) {
            Command.checkVariable(variable);
            environment.put(variable, value);
            return this;
        }

        /** @throws InvalidSettingsException if {@code command} is missing */
        public CommandNotifier build() {
            List<String> words = command == null ? List.of() : command;
            new Problems()
                    .present(command, "command", "the program and its arguments")
                    .throwIfAny();
            return new CommandNotifier(this, words);
        }
    }
}
