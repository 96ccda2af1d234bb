package dev.failover.agent.supervision;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.internal.process.LocalCommand;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who started this process and wants to know how it is doing, by the protocol of sd_notify(3): systemd. Without one, nothing is told.
 * Thread-safe; telling takes some milliseconds, as {@code systemd-notify} is run for it, and fails in a log message at worst.
 */
public final class ServiceManager {
    private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(5);
    /** Shown on one line of {@code systemctl status}. */
    private static final int LONGEST_STATUS = 200;

    private static final Duration WITHOUT_WATCHDOG = Duration.ofSeconds(30);

    /** Hands on assignments as of sd_notify(3): {@code READY=1}. */
    @FunctionalInterface
    interface Line {
        void tell(List<String> assignments) throws InterruptedException;
    }

    private final Optional<Line> line;
    private final Optional<Duration> watchdog;
    private final LongSupplier nanoTime;
    private String status = "";
    private boolean ready;
    private boolean failing;

    ServiceManager(Optional<Line> line, Optional<Duration> watchdog, LongSupplier nanoTime) {
        this.line = line;
        this.watchdog = watchdog;
        this.nanoTime = nanoTime;
    }

    /**
     * Whoever the environment names.
     *
     * @param environment {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} count
     */
    public static ServiceManager of(Map<String, String> environment, TimeSource time) {
        Optional<Line> line = Optional.ofNullable(environment.get(SOCKET))
                .map(socket -> assignments -> bySystemdNotify(socket, assignments));
        return new ServiceManager(line, watchdog(environment), time::nanoTime);
    }

    private static Optional<Duration> watchdog(Map<String, String> environment) {
        String meant = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = meant.isEmpty()
                || meant.equals(String.valueOf(ProcessHandle.current().pid()));
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", ""));
            return ours && micros > 0 ? Optional.of(Duration.ofNanos(micros * 1000)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void bySystemdNotify(String socket, List<String> assignments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(assignments);
        LocalCommand.run(command, Map.of(SOCKET, socket), TIME_TO_TELL);
    }

    /** Whether anybody is told. */
    public boolean isPresent() {
        return line.isPresent();
    }

    /** How often to say that all is well: thrice in the time after which silence counts as a failure. */
    Duration pace() {
        return watchdog.map(limit -> limit.dividedBy(3)).orElse(WITHOUT_WATCHDOG);
    }

    /** All is well. The first time, and after a reload: it does what it is for from now on. */
    synchronized void well(String how) throws InterruptedException {
        List<String> assignments = new ArrayList<>();
        if (!ready) {
            assignments.add("READY=1");
        }
        if (watchdog.isPresent()) {
            assignments.add("WATCHDOG=1");
        }
        String now = Excerpt.of(how, LONGEST_STATUS);
        if (!now.equals(status)) {
            assignments.add("STATUS=" + now);
        }
        if (assignments.isEmpty() || tell(assignments)) {
            ready = true;
            status = now;
        }
    }

    /** It reads its configuration anew. */
    public synchronized void reloading() throws InterruptedException {
        if (ready) {
            // The JDK's is CLOCK_MONOTONIC, where there is a systemd.
            tell(List.of("RELOADING=1", "MONOTONIC_USEC=" + nanoTime.getAsLong() / 1000));
        }
    }

    /** It is done with that, whatever came of it. */
    public synchronized void reloaded() throws InterruptedException {
        if (ready) {
            tell(List.of("READY=1"));
        }
    }

    /** It stops. */
    public synchronized void stopping() throws InterruptedException {
        tell(List.of("STOPPING=1"));
    }

    private boolean tell(List<String> assignments) throws InterruptedException {
        if (line.isEmpty()) {
            return true;
        }
        try {
            line.get().tell(assignments);
            failing = false;
            return true;
        } catch (ComponentException e) {
            if (!failing) {
                log.warn("The service manager can't be told how the agent is doing: {}", e.getMessage());
            }
            failing = true;
            return false;
        }
    }
}
