package dev.failover.health;

import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.internal.process.Command;
import dev.failover.time.Durations;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a program on this machine, and goes by the status with which it ends. The site's address is in its environment, as
 * {@code FAILOVER_ADDRESS}, and the seconds that it has as {@code FAILOVER_TIMEOUT}; of this process's environment it sees only where and
 * who it is ({@code PATH}, {@code HOME}, {@code LANG} and the like). The first line that it says is part of the detail.
 *
 * <p>A program that is still running at the end of the timeout means DOWN. It is then ended, with what it has started: politely, and by
 * force 0.7 s later; the check does not wait for that, but the end of this process does. Immutable and thread-safe; whether the program
 * can run twice at once is its own affair.
 */
public final class CommandHealthCheck implements HealthCheck, Inspectable {
    /** What a shell says of a program that can't be run or found (POSIX, XCU 2.8.2). */
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);
    /** Added to the number of the signal that ended a program, by the JDK and by shells. */
    private static final int SIGNALLED = 128;

    private static final int HIGHEST_SIGNAL = 64;

    private final List<String> command;
    private final Set<Integer> up;
    private final Set<Integer> unknown;
    private final Map<String, Secret> environment;

    private CommandHealthCheck(Builder builder) {
        command = List.copyOf(builder.command);
        up = Set.copyOf(builder.up);
        unknown = Set.copyOf(builder.unknown);
        environment = new LinkedHashMap<>(builder.environment);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        Map<String, String> given = new HashMap<>();
        environment.forEach((name, value) -> given.put(name, value.reveal()));
        given.put("FAILOVER_ADDRESS", address.getHostAddress());
        given.put("FAILOVER_TIMEOUT", seconds(timeout));
        FirstLine said = new FirstLine();
        return ProbeProgram.run(
                Command.of(command).inOneStream().withPlainEnvironment(given),
                timeout,
                said,
                status -> judge(status, said),
                () -> late(timeout, said));
    }

    /** Looks for the program; runs nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) {
        return ProbeProgram.inspect(command.get(0), "command");
    }

    private static String seconds(Duration timeout) {
        return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    private Health judge(int status, FirstLine said) {
        String detail = "ended with status " + status + quoted(said);
        if (up.contains(status)) {
            return Health.up(detail);
        }
        if (unknown.contains(status)) {
            return Health.unknown(detail);
        }
        if (NOT_RUN.contains(status)) {
            return Health.unknown("was not run, as it " + detail);
        }
        if (status > SIGNALLED && status <= SIGNALLED + HIGHEST_SIGNAL) {
            return Health.unknown("was ended by signal " + (status - SIGNALLED) + quoted(said));
        }
        return Health.down(detail);
    }

    private Health late(Duration timeout, FirstLine said) {
        return Health.down("did not end within " + Durations.format(timeout) + quoted(said));
    }

    private String quoted(FirstLine said) {
        String masked = said.toString();
        for (Secret value : environment.values()) {
            masked = value.maskIn(masked);
        }
        String line = Excerpt.of(masked);
        return line.isEmpty() ? "" : ": " + line;
    }

    /** The program; not its arguments, which may hold a secret. */
    @Override
    public String toString() {
        return "command check: " + command.get(0);
    }

    /** Builds a {@link CommandHealthCheck}. Only the command is needed. Not thread-safe. */
    public static final class Builder {
        private List<String> command = List.of();
        private Set<Integer> up = Set.of(0);
        private Set<Integer> unknown = Set.of(3);
        private final Map<String, Secret> environment = new LinkedHashMap<>();

        private Builder() {}

        /**
         * The program, by its path or by its name in {@code PATH}, and its arguments as they are: no shell takes them apart. Required.
         */
        public Builder command(List<String> words) {
            Command.checkWords(words, "[/usr/local/bin/probe, --quick]");
            command = words;
            return this;
        }

        /** The statuses that mean UP, 0 to 255; by default 0. */
        public Builder upStatus(Set<Integer> statuses) {
            up = checked(statuses);
            return this;
        }

        /**
         * The statuses that say nothing about the site, 0 to 255; by default 3, as of the plug-ins of Nagios. So do 126, 127 and an end by
         * a signal, unless they are given here or as UP. All others mean DOWN.
         */
        public Builder unknownStatus(Set<Integer> statuses) {
            unknown = checked(statuses);
            return this;
        }

        private static Set<Integer> checked(Set<Integer> statuses) {
            for (int status : statuses) {
                if (status < 0 || status > 255) {
                    throw new IllegalArgumentException("must be statuses from 0 to 255, not " + status);
                }
            }
            return Set.copyOf(statuses);
        }

        /** A variable of the program's environment. Its value is never shown, also not if the program says it. */
        public Builder environment(String variable, Secret value) {
            Command.checkVariable(variable);
            environment.put(variable, value);
            return this;
        }

        /**
         * The check.
         *
         * @throws InvalidSettingsException if the command is missing, or a status means two things
         */
        public CommandHealthCheck build() {
            Set<Integer> both = new TreeSet<>(up);
            both.retainAll(unknown);
            new Problems()
                    .unless(
                            !command.isEmpty(),
                            "command",
                            "is required: the program and its arguments, like [/usr/local/bin/probe, --quick]")
                    .unless(!up.isEmpty(), "up-status", "must hold one at least")
                    .unless(both.isEmpty(), "unknown-status", "has statuses that mean UP: " + both)
                    .throwIfAny();
            return new CommandHealthCheck(this);
        }
    }
}
