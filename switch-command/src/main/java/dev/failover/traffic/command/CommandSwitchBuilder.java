package dev.failover.traffic.command;

import dev.failover.Service;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.internal.process.Command;
import dev.failover.time.Durations;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a {@link CommandSwitch}. Not thread-safe. */
public final class CommandSwitchBuilder {
    /** What a balancer or a route takes, and an API that is asked again once. */
    private static final Duration USUAL = Duration.ofSeconds(20);

    private List<String> command = List.of();
    private List<String> sites = List.of();
    private Duration longest = USUAL;
    private boolean compares;
    private final Map<String, Secret> environment = new TreeMap<>();

    CommandSwitchBuilder() {}

    /**
     * The program, by its path or by its name in {@code PATH}, and its arguments as they are. Required.
     *
     * @throws IllegalArgumentException if it is empty, or a word can't be one
     */
    public CommandSwitchBuilder command(List<String> words) {
        Command.checkWords(words, "[/usr/local/bin/to-site, \"www\"]");
        command = List.copyOf(words);
        return this;
    }

    /**
     * The sites that it can send to, by their names in the service; at least one. Required.
     *
     * @throws IllegalArgumentException if a name can't be one, or is there twice
     */
    public CommandSwitchBuilder sites(List<String> names) {
        names.forEach(Service::requireName);
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("names a site twice");
        }
        sites = List.copyOf(names);
        return this;
    }

    /**
     * How long a redirection takes at most; 20 s unless set.
     *
     * @param value more than zero, up to {@link TrafficSwitch#LIMIT}
     */
    public CommandSwitchBuilder longest(Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(TrafficSwitch.LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "must be more than zero, and at most " + Durations.format(TrafficSwitch.LIMIT));
        }
        longest = value;
        return this;
    }

    /**
     * Whether the program itself refuses, with status 65, what goes elsewhere than expected, with no window in between; false unless set.
     */
    public CommandSwitchBuilder compares(boolean value) {
        compares = value;
        return this;
    }

    /**
     * A variable that the program sees; of this process's own it sees only what says where and who it is.
     *
     * @param value kept as a secret
     * @throws IllegalArgumentException if the name is none of a variable
     */
    public CommandSwitchBuilder environment(String name, Secret value) {
        Command.checkVariable(name);
        environment.put(name, value);
        return this;
    }

    /** @throws InvalidSettingsException if {@code command} or {@code sites} is missing */
    public CommandSwitch build() {
        new Problems()
                .unless(!command.isEmpty(), "command", "is missing: the program and its arguments")
                .unless(!sites.isEmpty(), "sites", "is missing: which sites can it send to?")
                .throwIfAny();
        return new CommandSwitch(command, sites, longest, compares, environment);
    }
}
