package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.internal.process.ProcessTree;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way to one host: OpenSSH's client, and the one login that all runs share. ssh keeps it in the background, and gives it up by
 * itself once nobody has used it for a while, so nothing stays for ever if we are killed. Not thread-safe.
 */
final class SshConnection implements AutoCloseable {
    private static final Pattern PID = Pattern.compile("pid=(\\d+)");
    /** A connection through a program has no address. */
    private static final String JUMP_CLOSED = "UNKNOWN port";

    /** The status of ssh itself, where any other is the command's. */
    private static final int FAILED = 255;

    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final SshOptions options;
    private final Destination destination;
    private final String host;
    private final PrivateDirectory directory;
    private final Children children;
    private final TimeSource time;
    private @Nullable ProcessHandle master;

    SshConnection(
            SshOptions options,
            Destination destination,
            PrivateDirectory directory,
            Children children,
            TimeSource time) {
        this.options = options;
        this.destination = destination;
        this.host = destination.sshHost().orElseThrow();
        this.directory = directory;
        this.children = children;
        this.time = time;
    }

    /** Makes the shared connection, unless there is one. */
    void open(Deadline deadline) throws InterruptedException {
        Path configuration = directory.path().resolve("ssh_config");
        if (!Files.exists(configuration)) {
            requireReadable();
            directory.write(
                    "ssh_config",
                    SshConfiguration.of(options, host, directory.path()).getBytes(StandardCharsets.UTF_8));
        }
        ProcessHandle open = master;
        if (!options.shared() || (open != null && ProcessTree.runs(open))) {
            return;
        }
        close();
        // In the background once it is connected: its status says whether it is, and what it says is its own.
        Command.Ended ended = ssh(List.of("-o", "ControlMaster=yes", "-N", "-f", host), deadline, line -> {});
        if (ended.status() != 0) {
            throw SshFailure.of(host, ended.errors() + behindTheJump(ended.errors(), deadline));
        }
        master = findMaster(deadline).orElse(null);
    }

    /** What a hop in between has to say: ssh throws that away where a connection is to stay in the background. */
    private String behindTheJump(String errors, Deadline deadline) throws InterruptedException {
        if (!errors.contains(JUMP_CLOSED)) {
            return "";
        }
        return ssh(List.of("-o", "ControlPath=none", "-o", "ControlPersist=no", host, "exit"), deadline, line -> {})
                .errors();
    }

    /** A missing file would be taken for an empty one. */
    private void requireReadable() {
        for (Path configuration : options.configurations()) {
            if (!Files.isReadable(configuration)) {
                throw new RejectedException(
                        "The ssh-config " + configuration + " can't be read; without it, ssh would not know the way");
            }
        }
    }

    private Optional<ProcessHandle> findMaster(Deadline deadline) throws InterruptedException {
        Command.Ended check = ssh(List.of("-O", "check", host), deadline, line -> {});
        Matcher pid = PID.matcher(check.errors());
        return pid.find() ? ProcessHandle.of(Long.parseLong(pid.group(1))) : Optional.empty();
    }

    /** The connection may be of no use any more: the next run makes a new one. */
    void distrust() {
        ProcessHandle distrusted = master;
        if (distrusted != null) {
            ProcessTree.end(distrusted);
            master = null;
        }
    }

    /** How rsync is told to reach the host. */
    String remoteShell() {
        return "'" + options.program() + "' -F " + directory.path().resolve("ssh_config");
    }

    /**
     * Runs a command at the host, each word as it is: quoted for a shell, as that is what the server hands it to.
     *
     * @throws ComponentException if there is no connection
     */
    Command.Ended execute(List<String> words, Deadline deadline, Consumer<String> lines) throws InterruptedException {
        open(deadline);
        List<String> arguments = new ArrayList<>(List.of(host, "--"));
        words.forEach(word -> arguments.add("'" + word.replace("'", "'\\''") + "'"));
        boolean trusted = false;
        try {
            Command.Ended ended = ssh(arguments, deadline, lines);
            trusted = ended.status() != FAILED;
            if (!trusted) {
                throw SshFailure.of(host, ended.errors());
            }
            return ended;
        } finally {
            if (!trusted) {
                distrust();
            }
        }
    }

    private Command.Ended ssh(List<String> arguments, Deadline deadline, Consumer<String> lines)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                options.program(), "-F", directory.path().resolve("ssh_config").toString()));
        if (destination.user() != null) {
            words.addAll(List.of("-l", destination.user()));
        }
        words.addAll(arguments);
        return Rsync.command(words).run(children, deadline, lines);
    }

    /** Ends the shared connection. Idempotent. */
    @Override
    public void close() {
        ProcessHandle open = master;
        if (open != null && ProcessTree.runs(open)) {
            try {
                ssh(List.of("-O", "exit", host), Deadline.in(GOODBYE, time::nanoTime), line -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ComponentException e) {
                // It is ended below, then.
            }
        }
        distrust();
    }
}
