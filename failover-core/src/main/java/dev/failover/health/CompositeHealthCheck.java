package dev.failover.health;

import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.health.Health.Status;
import dev.failover.internal.component.BugLog;
import dev.failover.internal.probe.Unattended;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A check made of others, its parts, by the logic of three values: a part that is UNKNOWN counts neither as UP nor as DOWN, and the whole
 * is UNKNOWN only where it would matter which of the two that part is.
 *
 * <p>All parts are probed side by side, at the same address and within the same timeout. As soon as the whole is decided, the others are
 * called off. What one of them shows as {@code toString} is its name in the detail. The certificate of the whole is the one that expires
 * first, of those parts that decided. Immutable and thread-safe, as its parts are.
 */
public final class CompositeHealthCheck extends UnattendedHealthCheck {
    private static final int MOST_PARTS = 32;
    private static final int MOST_NAMED = 3;
    private static final int LONGEST_NAME = 80;
    /** A part ends by itself at the deadline, and this is how long it may take to be heard of; none needs it that keeps its promise. */
    private static final Duration TO_BE_HEARD = Duration.ofMillis(500);

    private static final BugLog BUGS = new BugLog(CompositeHealthCheck.class);

    private final int needed;
    private final List<HealthCheck> parts;

    private CompositeHealthCheck(int needed, List<HealthCheck> parts) {
        this.needed = needed;
        this.parts = parts;
    }

    /**
     * UP if all parts are UP, DOWN if one is DOWN.
     *
     * @param parts 1 to 32
     * @throws InvalidSettingsException if there are none, or more
     */
    public static CompositeHealthCheck all(List<? extends HealthCheck> parts) {
        return of(parts.size(), parts);
    }

    /**
     * UP if one part is UP, DOWN if all are DOWN.
     *
     * @param parts 1 to 32
     * @throws InvalidSettingsException if there are none, or more
     */
    public static CompositeHealthCheck any(List<? extends HealthCheck> parts) {
        return of(1, parts);
    }

    /**
     * UP if so many parts are UP, DOWN if so many are DOWN that this can't be.
     *
     * @param count how many, from 1 to the number of parts
     * @param parts 1 to 32
     * @throws InvalidSettingsException if the count or the number of parts is out of range
     */
    public static CompositeHealthCheck atLeast(int count, List<? extends HealthCheck> parts) {
        return of(count, parts);
    }

    private static CompositeHealthCheck of(int needed, List<? extends HealthCheck> parts) {
        boolean fits = !parts.isEmpty() && parts.size() <= MOST_PARTS;
        new Problems()
                .unless(!parts.isEmpty(), "of", "is required: from 1 to " + MOST_PARTS + " checks")
                .unless(
                        parts.size() <= MOST_PARTS,
                        "of",
                        "must list from 1 to " + MOST_PARTS + " checks, not " + parts.size())
                .unless(
                        !fits || needed >= 1 && needed <= parts.size(),
                        "count",
                        "must be from 1 to " + parts.size() + ", the number of checks, not " + needed)
                .throwIfAny();
        return new CompositeHealthCheck(needed, List.copyOf(parts));
    }

    /** UP if the part is DOWN, DOWN if it is UP, and UNKNOWN if it is UNKNOWN. Thread-safe, as the part is. */
    public static HealthCheck not(HealthCheck part) {
        return new InverseHealthCheck(part);
    }

    @Override
    public List<HealthCheck> parts() {
        return parts;
    }

    /** What one part found. */
    private record Found(int part, Health health) {}

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        Optional<Unattended<Health>> unattended = unattended();
        return unattended.isPresent() ? await(unattended.get(), address, timeout) : checkOnThreads(address, timeout);
    }

    @Override
    Optional<Unattended<Health>> unattended() {
        List<Unattended<Health>> sides = parts.stream()
                .flatMap(part -> Unattended.sideOf(part, Health.class).stream())
                .toList();
        if (sides.size() < parts.size()) {
            return Optional.empty();
        }
        Tally tally = Tally.of(needed, parts.size());
        return Optional.of((question, listener) -> CompositeProbe.begin(sides, tally, meaning(), question, listener));
    }

    private CompositeProbe.Meaning meaning() {
        return new CompositeProbe.Meaning() {
            @Override
            public Health ofFailure(int part, Exception failure) {
                return failed(parts.get(part), failure);
            }

            @Override
            public Health of(Tally decided, @Nullable Health[] found) {
                return told(decided, decided.decided().orElseThrow(), found);
            }
        };
    }

    private Health checkOnThreads(InetAddress address, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        CompletionService<Found> ended = new ExecutorCompletionService<>(ProbeThreads.all());
        List<Future<Found>> probes = new ArrayList<>();
        @Nullable Health[] found = new Health[parts.size()];
        Tally tally = Tally.of(needed, parts.size());
        try {
            for (int i = 0; i < parts.size(); i++) {
                int part = i;
                probes.add(ended.submit(() -> new Found(part, probe(parts.get(part), address, deadline))));
            }
            while (tally.decided().isEmpty()) {
                Duration wait = deadline.left().plus(TO_BE_HEARD);
                Future<Found> next = ended.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return overdue(tally, timeout);
                }
                Found one = next.get();
                found[one.part()] = one.health();
                tally = tally.with(one.health().status());
            }
            return told(tally, tally.decided().orElseThrow(), found);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a part failed in an unforeseen way", e.getCause());
        } finally {
            probes.forEach(probe -> probe.cancel(true));
        }
    }

    /** What a part throws is our own failure to look, and says nothing about the site. */
    private static Health probe(HealthCheck part, InetAddress address, Deadline deadline) throws InterruptedException {
        Duration left = deadline.left();
        if (left.isZero()) {
            return Health.unknown("this machine was too late with it");
        }
        try {
            return Objects.requireNonNull(part.check(address, left), "a health check returned null");
        } catch (RuntimeException | Error e) {
            return failed(part, e);
        }
    }

    private static Health failed(HealthCheck part, Throwable failure) {
        if (failure instanceof ComponentException) {
            return Health.unknown(String.valueOf(failure.getMessage()));
        }
        BUGS.report(name(part), failure);
        return Health.unknown("the health check failed: " + failure);
    }

    private Health overdue(Tally tally, Duration timeout) {
        int ended = tally.up() + tally.down() + tally.unknown();
        return Health.unknown("%s of %s checks did not end within %s"
                .formatted(parts.size() - ended, parts.size(), Durations.format(timeout)));
    }

    private Health told(Tally tally, Status status, @Nullable Health[] found) {
        List<String> reasons = new ArrayList<>();
        Optional<Instant> expiry = Optional.empty();
        for (int i = 0; i < found.length; i++) {
            Health health = found[i];
            if (health != null && health.status() == status) {
                reasons.add(name(parts.get(i)) + ": " + health.detail());
                expiry = Stream.concat(expiry.stream(), health.certificateExpiry().stream())
                        .min(Comparator.naturalOrder());
            }
        }
        boolean countMatters = needed > 1 && needed < parts.size();
        String detail = "%s of %s %s%s: %s"
                .formatted(
                        tally.count(status),
                        parts.size(),
                        status.name().toLowerCase(Locale.ROOT),
                        countMatters ? " (" + needed + " must be up)" : "",
                        list(reasons));
        return new Health(status, detail, expiry);
    }

    private static String list(List<String> reasons) {
        String first = reasons.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        int more = reasons.size() - MOST_NAMED;
        return more > 0 ? first + "; and " + more + " more" : first;
    }

    /** What a part is called before what it found, in which a composite names its own parts. */
    static String name(HealthCheck part) {
        if (part instanceof CompositeHealthCheck composite) {
            return composite.kind();
        }
        return part instanceof InverseHealthCheck ? "not" : Excerpt.of(part.toString(), LONGEST_NAME);
    }

    private String kind() {
        return needed == parts.size() ? "all" : needed == 1 ? "any" : "at least " + needed;
    }

    @Override
    public String toString() {
        return kind() + " of " + parts;
    }
}
