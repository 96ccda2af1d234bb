package dev.failover.evidence.command;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.Incident;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings what a program says: here, or on the failed machine by {@code ssh}. It runs at low priority, reads nothing, and ends with its time,
 * with whatever it has started. No shell of this machine has a part in it. Thread-safe.
 *
 * <p>The program sees of this process's environment only what says where and who it is, and what it is given. It is told of the incident by
 * {@code FAILOVER_SERVICE}, {@code FAILOVER_EPOCH} and {@code FAILOVER_SITE}; over ssh it is ssh that sees them.
 */
public final class CommandCollector implements EvidenceCollector, Inspectable {
    /** As ssh says that it did not get there. */
    private static final int NOT_REACHED = 255;

    private final Program program;
    private final Description description;
    private final Map<String, Secret> environment;
    private final Children children = new Children();

    CommandCollector(Program program, Description description, Map<String, Secret> environment) {
        this.program = program;
        this.description = description;
        this.environment = Map.copyOf(environment);
    }

    /** A builder; {@code command} is required. */
    public static CommandCollectorBuilder builder() {
        return new CommandCollectorBuilder();
    }

    @Override
    public Description describe() {
        return description;
    }

    /**
     * Runs the program, once. What it says is one item; what it says on its error stream is another, if it says anything there. An
     * item is incomplete if the program ends with another status than 0.
     *
     * @throws RejectedException if there is no such program on this machine
     * @throws UnavailableException if it did not end in time, or the machine was not reached
     */
    @Override
    public void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException {
        if (!Command.isThere(program.local())) {
            throw new RejectedException(noSuchProgram());
        }
        EvidenceSink.Item output = sink.item(program.itemName(), Excerpt.of(masked(program.source())));
        Command.Ended ended;
        try {
            ended = Command.of(program.arguments(timeout))
                    .withPlainEnvironment(variables(incident))
                    .runForBytes(children, Deadline.in(timeout), output::write);
        } catch (ComponentException e) {
            output.incomplete(String.valueOf(e.getMessage()));
            throw e;
        }
        output.exit(ended.status());
        if (!ended.errors().isBlank()) {
            byte[] errors = ended.errors().getBytes(StandardCharsets.UTF_8);
            sink.item(program.itemName() + "-errors", Excerpt.of(masked(program.source())))
                    .write(errors, 0, errors.length);
        }
        if (ended.status() != 0) {
            output.incomplete("ended with status %s%s".formatted(ended.status(), quoted(ended.errors())));
        }
        if (program.ssh().isPresent() && ended.status() == NOT_REACHED) {
            throw new UnavailableException(
                    "%s was not reached by ssh%s".formatted(program.ssh().get(), quoted(ended.errors())));
        }
    }

    private Map<String, String> variables(Incident incident) {
        Map<String, String> variables = new HashMap<>();
        variables.put("FAILOVER_SERVICE", incident.service());
        variables.put("FAILOVER_EPOCH", String.valueOf(incident.epoch()));
        variables.put("FAILOVER_SITE", incident.site());
        environment.forEach((name, value) -> variables.put(name, value.reveal()));
        return variables;
    }

    private String quoted(String errors) {
        String last = masked(errors).strip().lines().reduce("", (before, line) -> line.isBlank() ? before : line);
        return last.isEmpty() ? "" : ": " + Excerpt.of(last);
    }

    private String masked(String text) {
        String masked = text;
        for (Secret value : environment.values()) {
            masked = value.maskIn(masked);
        }
        return masked;
    }

    private String noSuchProgram() {
        return "There is no program %s, or this user may not run it; install it, or set its path"
                .formatted(program.local());
    }

    /** Looks for the program, and logs in where it is to be run; runs nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = "evidence " + program.shortName();
        if (!Command.isThere(program.local())) {
            return List.of(Finding.error(subject, noSuchProgram()));
        }
        if (program.ssh().isEmpty()) {
            return List.of(Finding.ok(subject, "can be run"));
        }
        try {
            Command.Ended ended = Command.of(program.login(timeout))
                    .withPlainEnvironment(Map.of())
                    .run(children, Deadline.in(timeout), line -> {});
            return List.of(
                    ended.status() == 0
                            ? Finding.ok(subject, "lets this user in")
                            : Finding.warning(subject, "does not let this user in by ssh" + quoted(ended.errors())));
        } catch (ComponentException e) {
            return List.of(Finding.warning(subject, "was not reached: " + e.getMessage()));
        }
    }

    /** Programs under way are ended, and no more are started. Idempotent. */
    @Override
    public void close() {
        children.end();
    }

    /** The program; not its arguments. */
    @Override
    public String toString() {
        return "CommandCollector[" + program.shortName() + "]";
    }
}
