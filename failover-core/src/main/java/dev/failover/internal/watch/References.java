package dev.failover.internal.watch;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import dev.failover.health.TcpHealthCheck;
import dev.failover.time.Durations;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a watcher whether it is itself cut off: it probes places that have nothing to do with the sites watched.
 *
 * <p>A watcher that reaches none of them is <em>isolated</em> and must abstain: what it sees of the sites says more about
 * its own network than about them. One round in which every reference fails makes it isolated, one success makes it
 * connected again. It counts as connected before the first round has ended, and always if there is no reference; then
 * nothing tells a cut cable of the watcher's from a failed site.
 *
 * <p>All methods may be called from any thread; listeners are called on the scheduler's event thread and must not block.
 */
public final class References implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(References.class);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final List<Reference> all;
    private final Duration interval;
    private final Duration timeout;
    private final Consumer<Boolean> listener;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;
    private volatile boolean isolated;

    // From here on: touched by the event thread only.
    private final List<Round> rounds = new ArrayList<>();
    private Task timer = () -> {};
    private long roundsBegun;
    private long lastToDecide;

    private References(Builder builder) {
        scheduler = builder.scheduler;
        all = List.copyOf(builder.all);
        interval = builder.interval;
        timeout = builder.timeout;
        listener = builder.listener;
    }

    public static Builder builder(Scheduler scheduler) {
        return new Builder(scheduler);
    }

    /**
     * Finds out whether {@link Builder#reference(String)} would take this.
     *
     * @throws IllegalArgumentException if it would not
     */
    public static void requireReference(String hostAndPort) {
        Builder.parse(hostAndPort);
    }

    /** Starts the first round at once and one every interval. Idempotent; without effect if there is no reference. */
    public void start() {
        if (!all.isEmpty() && started.compareAndSet(false, true)) {
            scheduler.schedule(Duration.ZERO, () -> tick(scheduler.nanoTime()));
        }
    }

    /** Whether the last round reached none of the references. */
    public boolean isolated() {
        return isolated;
    }

    /**
     * Probes all references now, started or not, for a decision that must not rest on what was true a while ago.
     *
     * @param done told on the event thread whether at least one reference was <em>reached</em>, which is the opposite of
     *     {@link #isolated()}: exactly once, within the timeout and a second, but not any more once this is closed. {@code
     *     true} if there is no reference
     */
    public void recheck(Consumer<Boolean> done) {
        scheduler.schedule(Duration.ZERO, () -> {
            if (closed) {
                return;
            }
            if (all.isEmpty()) {
                done.accept(true);
                return;
            }
            new Round(done).begin();
        });
    }

    /** Stops probing and calls off the probes under way. Idempotent. */
    @Override
    public void close() {
        closed = true;
        scheduler.schedule(Duration.ZERO, () -> {
            timer.cancel();
            List.copyOf(rounds).forEach(Round::end);
        });
    }

    private void tick(long due) {
        if (closed) {
            return;
        }
        new Round(reached -> {}).begin();
        long now = scheduler.nanoTime();
        // Measured from when this round was due, so that the rate does not drift; not so if a whole one was missed.
        long next = now - due < interval.toNanos() ? due + interval.toNanos() : now + interval.toNanos();
        timer = scheduler.schedule(Duration.ofNanos(next - now), () -> tick(next));
    }

    /** One probe of every reference. */
    private final class Round {
        private final long number = ++roundsBegun;
        private final Consumer<Boolean> done;
        private final List<Task> probes = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        Round(Consumer<Boolean> done) {
            this.done = done;
        }

        void begin() {
            rounds.add(this);
            for (Reference reference : all) {
                probes.add(scheduler.call(
                        "the probe of the reference " + reference.name(),
                        timeout.plus(GRACE),
                        () -> reference.probe().check(timeout),
                        outcome -> count(reference, outcome)));
            }
        }

        private void count(Reference reference, Outcome<Health> outcome) {
            Health health = outcome.fold(found -> found, e -> broken(reference, e));
            if (health.status() == Health.Status.UP) {
                decide(true);
                return;
            }
            failures.add(reference.name() + ": " + health.detail());
            if (failures.size() == all.size()) {
                decide(false);
            }
        }

        private Health broken(Reference reference, Exception e) {
            log.warn("The reference {} can't be probed", reference.name(), e);
            return Health.unknown("can't be probed: " + e.getMessage());
        }

        private void decide(boolean reached) {
            end();
            try {
                if (number > lastToDecide) {
                    lastToDecide = number;
                    become(!reached);
                }
            } finally {
                done.accept(reached);
            }
        }

        private void become(boolean nowIsolated) {
            if (nowIsolated == isolated) {
                return;
            }
            isolated = nowIsolated;
            if (nowIsolated) {
                log.warn("Cut off: none of the references answers ({})", String.join("; ", failures));
            } else {
                log.info("No longer cut off: a reference answers");
            }
            listener.accept(nowIsolated);
        }

        private void end() {
            probes.forEach(Task::cancel);
            rounds.remove(this);
        }
    }

    @Override
    public String toString() {
        return "references " + all.stream().map(Reference::name).collect(Collectors.joining(", ", "[", "]"));
    }

    private record Reference(String name, Probe probe) {}

    /** A check that knows where to look. */
    @FunctionalInterface
    private interface Probe {
        Health check(Duration timeout) throws InterruptedException;
    }

    /** Builds {@link References}. Not thread-safe. */
    public static final class Builder {
        private static final Duration MIN_INTERVAL = Duration.ofMillis(10);
        private static final Duration MAX_INTERVAL = Duration.ofHours(1);

        private final Scheduler scheduler;
        private final List<Reference> all = new ArrayList<>();
        private Duration interval = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(2);
        private Consumer<Boolean> listener = isolated -> {};

        private Builder(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        /**
         * Adds a TCP port to connect to: {@code 192.0.2.1:53}, {@code [2001:db8::1]:53} or {@code host.example:443}. An
         * address is better than a name, whose look-up is one more thing that can fail.
         */
        public Builder reference(String hostAndPort) {
            HostAndPort parsed = parse(hostAndPort);
            HealthCheck check = TcpHealthCheck.builder().port(parsed.getPort()).build();
            all.add(new Reference(hostAndPort, within -> lookUpAndCheck(parsed.getHost(), check, within)));
            return this;
        }

        private static Health lookUpAndCheck(String host, HealthCheck check, Duration within)
                throws InterruptedException {
            InetAddress address;
            try {
                address = InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                return Health.unknown("its name can't be resolved");
            }
            return check.check(address, within);
        }

        private static HostAndPort parse(String text) {
            try {
                HostAndPort parsed = HostAndPort.fromString(text).requireBracketsForIPv6();
                String host = parsed.getHost();
                if (parsed.getPort() > 0 && (InetAddresses.isInetAddress(host) || InternetDomainName.isValid(host))) {
                    return parsed;
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                // Said below, in our words.
            }
            throw new IllegalArgumentException(
                    "must be an address or name and a port, like 192.0.2.1:53, not \"" + text + "\"");
        }

        /**
         * Adds a place to probe by any check.
         *
         * @param name for log lines
         */
        public Builder reference(String name, HealthCheck check, InetAddress address) {
            all.add(new Reference(name, within -> check.check(address, within)));
            return this;
        }

        /** From the start of one round to the start of the next; 10 ms to 1 h, by default 5 s. */
        public Builder interval(Duration interval) {
            this.interval = interval;
            return this;
        }

        /** For one round; more than zero and not longer than the interval, by default 2 s. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Told when the watcher becomes isolated ({@code true}) and when it is connected again ({@code false}). */
        public Builder onChange(Consumer<Boolean> listener) {
            this.listener = listener;
            return this;
        }

        /**
         * The references, not started yet.
         *
         * @throws InvalidSettingsException if {@code interval} or {@code timeout} is out of range
         */
        public References build() {
            Problems problems = new Problems();
            if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
                problems.add("interval", "must be from 10ms to 1h, not " + Durations.format(interval));
            }
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(interval) > 0) {
                problems.add(
                        "timeout",
                        "must be more than 0 and not longer than interval (%s), not %s"
                                .formatted(Durations.format(interval), Durations.format(timeout)));
            }
            problems.throwIfAny();
            return new References(this);
        }
    }
}
