package dev.failover.traffic.command;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.UnavailableException;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import dev.failover.traffic.Redirection;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Directs traffic by a program, which reads from its standard input what it is to do, and says who gets the traffic then. No shell has a
 * part in it; the program ends with its time, with whatever it has started. Thread-safe.
 *
 * <p>The program sees of this process's environment only what says where and who it is, and what it is given. Arguments and environment
 * show in no message, log or {@code toString} of this class; the program's name does.
 */
public final class CommandSwitch implements TrafficSwitch, Inspectable {
    /** What sysexits.h calls bad data: what was expected is not there. */
    private static final int CONFLICT = 65;
    /** Wrong usage, no such user, no host, no permission, a wrong configuration; and a shell that finds no program. */
    private static final Set<Integer> REFUSALS = Set.of(64, 67, 68, 77, 78, 126, 127);
    /** Of what a program says, as much counts; an answer has some dozens. */
    private static final int HEARD = 16_000;
    /** Before its time is over, so that it can be ended within that. */
    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final List<String> command;
    private final List<String> sites;
    private final Duration longest;
    private final boolean compares;
    private final Map<String, Secret> environment;
    private final Children children = new Children();

    CommandSwitch(
            List<String> command,
            List<String> sites,
            Duration longest,
            boolean compares,
            Map<String, Secret> environment) {
        this.command = List.copyOf(command);
        this.sites = List.copyOf(sites);
        this.longest = longest;
        this.compares = compares;
        this.environment = Map.copyOf(environment);
    }

    /** A builder; {@code command} and {@code sites} are required. */
    public static CommandSwitchBuilder builder() {
        return new CommandSwitchBuilder();
    }

    @Override
    public Set<String> sites() {
        return Set.copyOf(sites);
    }

    @Override
    public Duration longest() {
        return longest;
    }

    @Override
    public boolean comparesAndSets() {
        return compares;
    }

    @Override
    public Traffic ask(Duration timeout) throws InterruptedException {
        return run(asking("ask"), timeout);
    }

    /**
     * Asks where the traffic goes, and has it sent. That is asked for also if it goes there already: what else is under way, the program
     * knows.
     */
    @Override
    public void send(Redirection redirection, Duration timeout) throws InterruptedException {
        if (!sites.contains(redirection.site())) {
            throw new IllegalArgumentException("%s can't send to %s".formatted(command.get(0), redirection.site()));
        }
        Deadline deadline = Deadline.in(timeout);
        redirection.requirePossible(command.get(0), ask(deadline.remaining()));
        Map<String, Object> what = asking("send");
        what.put("site", redirection.site());
        what.put("expected", redirection.expected().site().orElse(null));
        Traffic after = run(what, deadline.remaining());
        if (!redirection.isMadeIn(after)) {
            throw new UnavailableException("%s ended well, and the traffic goes to %s, not to %s"
                    .formatted(command.get(0), after, redirection.site()));
        }
    }

    private Map<String, Object> asking(String action) {
        Map<String, Object> asking = new LinkedHashMap<>();
        asking.put("format", 1);
        asking.put("action", action);
        asking.put("sites", sites);
        return asking;
    }

    private Traffic run(Map<String, Object> what, Duration timeout) throws InterruptedException {
        Duration quarter = timeout.dividedBy(4);
        Duration within = timeout.minus(quarter.compareTo(LONGEST_END) < 0 ? quarter : LONGEST_END);
        what.put("seconds", Math.max(1, within.toSeconds()));
        StringBuilder said = new StringBuilder();
        Command.Ended ended = Command.of(command)
                .withPlainEnvironment(revealed())
                .reading(Json.write(what) + "\n")
                .run(children, Deadline.in(within), line -> {
                    synchronized (said) {
                        said.append(line, 0, Math.min(line.length(), Math.max(0, HEARD - said.length())))
                                .append('\n');
                    }
                });
        String words;
        synchronized (said) {
            // A line has a character for each byte.
            words = new String(said.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
        if (ended.status() != 0) {
            throw failure(ended.status(), ended.errors());
        }
        return read(words.strip());
    }

    private Map<String, String> revealed() {
        Map<String, String> revealed = new HashMap<>();
        environment.forEach((name, value) -> revealed.put(name, value.reveal()));
        return revealed;
    }

    private RuntimeException failure(int status, String errors) {
        String message = "%s ended with status %s%s".formatted(command.get(0), status, quoted(errors));
        if (status == CONFLICT) {
            return new ConflictException(message);
        }
        return REFUSALS.contains(status) ? new RejectedException(message) : new UnavailableException(message);
    }

    private Traffic read(String words) {
        try {
            if (words.isEmpty()) {
                throw new MalformedAnswerException("it said nothing");
            }
            Json answer = Json.parse(words);
            Optional<Json> site = answer.find("site");
            if (site.isEmpty()) {
                return Traffic.elsewhere(masked(answer.get("elsewhere").text()));
            }
            String name = site.get().text();
            if (!sites.contains(name)) {
                throw new MalformedAnswerException("\"site\" is none of " + sites);
            }
            if (answer.find("elsewhere").isPresent()) {
                throw new MalformedAnswerException("it says both \"site\" and \"elsewhere\"");
            }
            return Traffic.to(name);
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    "%s does not say who gets the traffic, as {\"site\": …} or {\"elsewhere\": …}: %s"
                            .formatted(command.get(0), e.getMessage()),
                    e);
        }
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

    /** Asks who gets the traffic; redirects nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = "program " + command.get(0);
        if (!Command.isThere(command.get(0))) {
            return List.of(Finding.error(
                    subject,
                    "command: there is no such program, or this user may not run it; install it, or set its path"));
        }
        try {
            Traffic now = ask(timeout);
            return List.of(
                    now.site().isPresent()
                            ? Finding.ok(subject, "says that " + now + " gets the traffic")
                            : Finding.warning(subject, "says that the traffic goes to no site: " + now));
        } catch (UnavailableException | RejectedException | ConflictException e) {
            return List.of(Finding.error(subject, String.valueOf(e.getMessage())));
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
        return "CommandSwitch[" + command.get(0) + "]";
    }
}
