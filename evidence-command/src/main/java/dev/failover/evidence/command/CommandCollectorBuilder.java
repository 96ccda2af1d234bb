package dev.failover.evidence.command;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.Secret;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Description;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.internal.process.Command;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link CommandCollector}. Not thread-safe. */
public final class CommandCollectorBuilder {
    private List<String> command = List.of();
    private @Nullable String ssh;
    private List<String> sshOptions = List.of();
    private @Nullable String what;
    private Reach reach = Reach.IN_BAND;
    private Cost cost = Cost.NONE;
    private final Map<String, Secret> environment = new TreeMap<>();

    CommandCollectorBuilder() {}

    /**
     * The program, by its path or by its name in {@code PATH}, and its arguments as they are.
     *
     * @throws IllegalArgumentException if it is empty, or a word can't be one
     */
    public CommandCollectorBuilder command(List<String> words) {
        Command.checkWords(words, "[journalctl, -n, \"5000\"]");
        command = List.copyOf(words);
        return this;
    }

    /**
     * Where it is run, by the {@code ssh} of this machine and its configuration; on this machine unless set.
     *
     * @param destination {@code root@web1}, or a name of ssh_config
     * @throws IllegalArgumentException if it would be taken for an option
     */
    public CommandCollectorBuilder ssh(String destination) {
        if (!destination.matches("[A-Za-z0-9_.@:%\\[\\]/-]+") || destination.startsWith("-")) {
            throw new IllegalArgumentException("must be a destination of ssh, like root@web1");
        }
        ssh = destination;
        return this;
    }

    /** What ssh is given before the destination, like {@code -F} and a file; only with {@link #ssh}. */
    public CommandCollectorBuilder sshOptions(List<String> options) {
        if (options.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("must not hold a NUL character");
        }
        sshOptions = List.copyOf(options);
        return this;
    }

    /** What it brings, for a human; the name of the program, and of the machine, unless set. */
    public CommandCollectorBuilder what(String text) {
        if (text.isBlank() || !Excerpt.of(text).equals(text)) {
            throw new IllegalArgumentException("must be a text on one line, at most 200 characters");
        }
        what = text;
        return this;
    }

    /** Whether the way leads over the failed machine; {@link Reach#IN_BAND} unless set. */
    public CommandCollectorBuilder reach(Reach value) {
        reach = value;
        return this;
    }

    /** What it does to the failed site; {@link Cost#NONE} unless set. */
    public CommandCollectorBuilder cost(Cost value) {
        cost = value;
        return this;
    }

    /**
     * A variable that the program sees; of this process's own it sees only what says where and who it is. Over ssh it is ssh that sees it.
     *
     * @param value kept as a secret
     * @throws IllegalArgumentException if the name is none of a variable
     */
    public CommandCollectorBuilder environment(String name, Secret value) {
        Command.checkVariable(name);
        environment.put(name, value);
        return this;
    }

    /** @throws InvalidSettingsException if {@code command} is missing, or {@code ssh} for its options */
    public CommandCollector build() {
        new Problems()
                .unless(!command.isEmpty(), "command", "is missing: the program and its arguments")
                .unless(sshOptions.isEmpty() || ssh != null, "ssh", "is missing: whom are the options for?")
                .throwIfAny();
        Program program = new Program(command, Optional.ofNullable(ssh), sshOptions);
        String brings = what == null ? "the output of " + program.shortName() : what;
        return new CommandCollector(program, new Description(brings, reach, cost), environment);
    }
}
