package dev.failover.health;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.SettingsReader;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often a site is probed, and how many results it takes to believe them.
 *
 * <p>Immutable. From these numbers follows how long a fault can go unnoticed, which is what {@link #detectionFloor()}
 * and {@link #detectionBound()} say. {@link Detection} has some that go together.
 *
 * @param interval from the start of one probe to the start of the next; 10 ms to 24 h
 * @param fastInterval the same while a verdict is changing; 10 ms to {@code interval}, and not less than a 200th of
 *     {@code timeout}
 * @param timeout for one probe, everything included; more than zero, up to 5 minutes
 * @param fall how many DOWN make the verdict DOWN, and how many UNKNOWN in a row make it UNKNOWN; 1 to 1000
 * @param fallWindow among how many of the latest votes those DOWN must be; {@code fall} to 1000. As many as {@code fall}
 *     means: in a row
 * @param rise how many UP make the verdict UP; 1 to 1000
 * @param riseWindow among how many of the latest votes those UP must be; {@code rise} to 1000
 */
public record Thresholds(
        Duration interval,
        Duration fastInterval,
        Duration timeout,
        int fall,
        int fallWindow,
        int rise,
        int riseWindow) {
    /** The names of the settings that a {@link Builder} reads. */
    public static final List<String> SETTINGS =
            List.of("detection", "interval", "fast-interval", "timeout", "fall", "rise");

    private static final Duration HURRIED_INTERVAL = Duration.ofMillis(100);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(10);
    private static final Duration MAX_INTERVAL = Duration.ofHours(24);
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_COUNT = 1000;
    /** Each overlapping probe holds a connection and, before virtual threads, two threads. */
    private static final int MAX_OVERLAP = 200;
    /** What may pass on a busy machine, or in a pause of the garbage collector, without meaning anything. */
    private static final Duration BUSY_MACHINE = Duration.ofSeconds(1);

    private static final Thresholds DEFAULTS = builder().build();

    /**
     * Thresholds within their ranges.
     *
     * @throws InvalidSettingsException with every number out of its range, by the name of its setting
     */
    public Thresholds {
        Problems problems = new Problems();
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
            problems.add("interval", "must be from 10ms to 24h, not " + text(interval));
        }
        if (fastInterval.compareTo(MIN_INTERVAL) < 0) {
            // By default it is the interval, whose fault is told already.
            if (!fastInterval.equals(interval)) {
                problems.add("fast-interval", "must be at least 10ms, not " + text(fastInterval));
            }
        } else if (fastInterval.compareTo(interval) > 0) {
            problems.add(
                    "fast-interval",
                    "must not be longer than interval (" + text(interval) + "), but is " + text(fastInterval));
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            problems.add("timeout", "must be more than 0 and at most 5m, not " + text(timeout));
        } else if (problems.isEmpty() && timeout.compareTo(fastInterval.multipliedBy(MAX_OVERLAP)) > 0) {
            problems.add(
                    "timeout",
                    "of %s is more than %s times the %s between two probes: too many would be under way at once"
                            .formatted(text(timeout), MAX_OVERLAP, text(fastInterval)));
        }
        count(problems, "fall", fall, fallWindow);
        count(problems, "rise", rise, riseWindow);
        problems.throwIfAny();
    }

    /**
     * Thresholds that count results in a row.
     *
     * @throws InvalidSettingsException with every number out of its range, by the name of its setting
     */
    public Thresholds(Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {
        this(interval, fastInterval, timeout, fall, fall, rise, rise);
    }

    private static void count(Problems problems, String key, int needed, int window) {
        if (needed < 1 || needed > MAX_COUNT) {
            problems.add(key, "must be from 1 to 1000, not " + needed);
        } else if (window < needed || window > MAX_COUNT) {
            problems.add(key, "%s must be of %s to 1000 results, not of %s".formatted(needed, needed, window));
        }
    }

    private static String text(Duration duration) {
        return Durations.format(duration);
    }

    /** Every 5 s, within 2 s, three DOWN to fall, two UP to rise. */
    public static Thresholds defaults() {
        return DEFAULTS;
    }

    /** A builder that starts from these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A builder that starts from the {@linkplain #defaults() defaults}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From the start of the first failing probe to the verdict DOWN, if every probe fails by timeout and the verdict was
     * UP before. Probes that fail sooner need less. A {@link #fallWindow()} makes no difference: if all fail, those in a row
     * suffice.
     *
     * <p>With {@code fastInterval = interval} it is {@code (fall - 1) × interval + timeout}. Otherwise the first result
     * against the verdict, which comes after {@code timeout}, is what makes the monitor hurry.
     */
    public Duration detectionFloor() {
        long beforeFirstResult = timeout.toNanos() / interval.toNanos();
        if (fall - 1 <= beforeFirstResult) {
            return interval.multipliedBy(fall - 1L).plus(timeout);
        }
        Duration hurried = interval.multipliedBy(beforeFirstResult).plus(fastInterval);
        Duration firstFast = hurried.compareTo(timeout) < 0 ? timeout : hurried;
        return firstFast
                .plus(fastInterval.multipliedBy(fall - 2L - beforeFirstResult))
                .plus(timeout);
    }

    /**
     * From the fault itself to the verdict DOWN in the worst case: the fault comes right after a probe, so that the next
     * one, an {@code interval} later, is the first to see it.
     */
    public Duration detectionBound() {
        return interval.plus(detectionFloor());
    }

    /**
     * By how much the outcome of a probe may be late through this machine before it says nothing about the site: the timeout, but
     * not less than a second.
     */
    public Duration tolerance() {
        return longer(timeout, BUSY_MACHINE);
    }

    /** Within what time of being asked for an outcome must be known to count: the timeout and the {@link #tolerance()}. */
    public Duration patience() {
        return timeout.plus(tolerance());
    }

    /**
     * How long ago the latest result may be that argues for a switch: {@code interval + timeout}, after which the next one should
     * be there, and a second (or an interval, if that is shorter) for a busy machine.
     */
    public Duration recency() {
        return interval.plus(timeout).plus(shorter(interval, BUSY_MACHINE));
    }

    /**
     * For how long nothing may be found out about a site before what was found counts for nothing: {@code 2 × interval} and the
     * {@link #patience()}, so that one probe may be lost.
     */
    public Duration expiry() {
        return interval.multipliedBy(2).plus(patience());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** How many probes may be under way: as many as their timeouts overlap, and one that is late. */
    public int maxInFlight() {
        long fast = fastInterval.toNanos();
        return (int) ((timeout.toNanos() + fast - 1) / fast) + 1;
    }

    /**
     * The same number of checks for a verdict, begun in quick succession: ten a second, or fewer if they may take long. For one
     * look at how things are, not to go on with.
     */
    public Thresholds hurried() {
        Duration pace = max(HURRIED_INTERVAL, timeout.dividedBy(MAX_OVERLAP));
        return pace.compareTo(fastInterval) < 0
                ? toBuilder().interval(pace).fastInterval(pace).build()
                : this;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Builds {@link Thresholds}. Not thread-safe. */
    public static final class Builder {
        private Duration interval = Duration.ofSeconds(5);
        private @Nullable Duration fastInterval;
        private Duration timeout = Duration.ofSeconds(2);
        private int fall = 3;
        private int fallWindow = fall;
        private int rise = 2;
        private int riseWindow = rise;

        private Builder() {}

        private Builder(Thresholds thresholds) {
            takeFrom(thresholds);
        }

        private void takeFrom(Thresholds thresholds) {
            interval = thresholds.interval();
            fastInterval = thresholds.fastInterval().equals(thresholds.interval()) ? null : thresholds.fastInterval();
            timeout = thresholds.timeout();
            fall = thresholds.fall();
            fallWindow = thresholds.fallWindow();
            rise = thresholds.rise();
            riseWindow = thresholds.riseWindow();
        }

        /**
         * Reads the {@linkplain #SETTINGS settings} that are there. {@code detection} names a {@link Detection}, on which the
         * others build; {@code fall} and {@code rise} are a number of results in a row, such as {@code 3}, or {@code 3 of 5}.
         */
        public Builder read(SettingsReader settings) {
            settings.constant("detection", Detection.class, detection -> takeFrom(detection.thresholds()))
                    .duration("interval", this::interval)
                    .duration("fast-interval", this::fastInterval)
                    .duration("timeout", this::timeout)
                    .value("fall", Count::parse, count -> fall(count.needed(), count.window()))
                    .value("rise", Count::parse, count -> rise(count.needed(), count.window()));
            return this;
        }

        /** From the start of one probe to the start of the next; by default 5 s. */
        public Builder interval(Duration interval) {
            this.interval = interval;
            return this;
        }

        /** The same while a verdict is changing; by default as {@link #interval}. */
        public Builder fastInterval(Duration fastInterval) {
            this.fastInterval = fastInterval;
            return this;
        }

        /** For one probe, everything included; by default 2 s. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** How many DOWN in a row make the verdict DOWN; by default 3. */
        public Builder fall(int count) {
            return fall(count, count);
        }

        /** How many DOWN among how many of the latest votes make the verdict DOWN. */
        public Builder fall(int count, int window) {
            fall = count;
            fallWindow = window;
            return this;
        }

        /** How many UP in a row make the verdict UP; by default 2. */
        public Builder rise(int count) {
            return rise(count, count);
        }

        /** How many UP among how many of the latest votes make the verdict UP. */
        public Builder rise(int count, int window) {
            rise = count;
            riseWindow = window;
            return this;
        }

        /**
         * The thresholds, checked.
         *
         * @throws InvalidSettingsException with every number out of its range
         */
        public Thresholds build() {
            return new Thresholds(
                    interval,
                    fastInterval == null ? interval : fastInterval,
                    timeout,
                    fall,
                    fallWindow,
                    rise,
                    riseWindow);
        }
    }

    /** So many results among so many. */
    private record Count(int needed, int window) {
        private static final Pattern PATTERN = Pattern.compile("(\\d{1,9})(?: of (\\d{1,9}))?");

        static Count parse(String text) {
            Matcher matcher = PATTERN.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("must be a whole number, or two like 3 of 5, not \"" + text + "\"");
            }
            int needed = Integer.parseInt(matcher.group(1));
            return new Count(needed, matcher.group(2) == null ? needed : Integer.parseInt(matcher.group(2)));
        }
    }
}
