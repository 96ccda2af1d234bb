package dev.failover.restic;

import dev.failover.component.Secret;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.internal.process.LastLines;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The restic program of this machine, and one repository. Thread-safe. */
final class Restic {
    private static final Children PROGRAMS = Children.untilExit();

    private final String program;
    private final Repository repository;
    private final Secret password;
    private final Map<String, Secret> environment;
    private final Optional<Path> cache;
    private final Optional<String> rcloneProgram;
    private final TimeSource time;

    Restic(
            String program,
            Repository repository,
            Secret password,
            Map<String, Secret> environment,
            Optional<Path> cache,
            Optional<String> rcloneProgram,
            TimeSource time) {
        this.program = program;
        this.repository = repository;
        this.password = password;
        this.environment = Map.copyOf(environment);
        this.cache = cache;
        this.rcloneProgram = rcloneProgram;
        this.time = time;
    }

    Repository repository() {
        return repository;
    }

    Deadline deadline(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    /**
     * Runs it to a good end.
     *
     * @param lines told each line of its output, in UTF-8, from another thread
     * @throws dev.failover.component.ComponentException if it is not one
     */
    void succeed(List<String> arguments, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        Command.Ended ended = run(arguments, deadline, lines);
        if (ended.status() != 0 || ResticFailure.isUnknown(ended.errors())) {
            throw ResticFailure.of(ended.status(), ended.errors(), repository);
        }
    }

    /**
     * Runs it. A lock that a process of this machine left behind, which is no more, is removed; restic knows which these are.
     *
     * @param lines told each line of its output, in UTF-8, from another thread
     */
    Command.Ended run(List<String> arguments, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        Command.Ended ended = once(arguments, deadline, lines);
        if (ended.status() != 0 && ResticFailure.isLocked(ended.errors())) {
            once(List.of("unlock"), deadline, line -> {});
            ended = once(arguments, deadline, lines);
        }
        return ended;
    }

    private Command.Ended once(List<String> arguments, Deadline deadline, Consumer<String> lines)
            throws InterruptedException {
        JsonLines whole = new JsonLines(lines);
        Command.Ended ended = command(arguments).run(PROGRAMS, deadline, whole::piece);
        return new Command.Ended(ended.status(), masked(ended.errors()));
    }

    /**
     * Runs what removes, and ends it where the account may not: restic would try each removal for three quarters of a minute, and
     * then go on with the next one.
     *
     * @throws dev.failover.component.RejectedException if it may not
     */
    Command.Ended remove(List<String> arguments, Deadline deadline) throws InterruptedException {
        Command.Ended ended = removeOnce(arguments, deadline);
        if (ended.status() != 0 && ResticFailure.isLocked(ended.errors())) {
            once(List.of("unlock"), deadline, line -> {});
            ended = removeOnce(arguments, deadline);
        }
        return ended;
    }

    private Command.Ended removeOnce(List<String> arguments, Deadline deadline) throws InterruptedException {
        LastLines said = new LastLines();
        Command.Ended ended = command(arguments).inOneStream().run(PROGRAMS, deadline, line -> {
            said.accept(line);
            if (ResticFailure.isRemovalRefused(line)) {
                throw ResticFailure.of(1, masked(line), repository);
            }
        });
        return new Command.Ended(ended.status(), masked(said.toString()));
    }

    private Command command(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(program));
        rcloneProgram.ifPresent(rclone -> words.add("--option=rclone.program=" + rclone));
        words.addAll(arguments);
        return Command.of(words).withPlainEnvironment(variables()).heardOut();
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        environment.forEach((name, value) -> variables.put(name, value.reveal()));
        variables.put("RESTIC_REPOSITORY", repository.place());
        variables.put("RESTIC_PASSWORD", password.reveal());
        // Nobody sees how far it is, but everybody would hear it.
        variables.put("RESTIC_PROGRESS_FPS", "0.1");
        variables.put("LC_ALL", "C.UTF-8");
        cache.ifPresent(directory -> variables.put("RESTIC_CACHE_DIR", directory.toString()));
        return variables;
    }

    private String masked(String text) {
        String masked = password.maskIn(text).replace(repository.place(), repository.toString());
        for (Secret value : environment.values()) {
            masked = value.maskIn(masked);
        }
        return masked;
    }
}
