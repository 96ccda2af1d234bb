package dev.failover.agent.vendor;

import dev.failover.agent.config.Configuration;
import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.notify.Notification;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at providers, notifiers and backups when nothing needs them: with their real credentials, one after another, so that no account
 * is asked twice at once. On a scheduler of its own; a look is left at once where a switch begins, and none is begun within one. What is
 * found thrice in a row is told. Follows the configuration that is in force. Thread-safe.
 */
public final class VendorWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VendorWatch.class);
    /** While it looks at one: how soon it notices a switch. */
    private static final Duration PACE = Duration.ofSeconds(2);
    /** The time of day, by which looks are due, may be set meanwhile. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** A look has a timeout of its own; one that does not even heed that is left behind. */
    private static final Duration LONGEST = ComponentLook.TIMEOUT.multipliedBy(2);

    private static final Duration AFTER_SWITCH = Duration.ofMinutes(5);
    /** After a start, so that one that comes again and again asks nobody each time. */
    private static final Duration SETTLING = Duration.ofMinutes(10);
    /** To make sure of what was found. */
    static final Duration AGAIN = Duration.ofMinutes(20);
    /** To learn that what was told is over. */
    static final Duration WHILE_TOLD = Duration.ofHours(1);

    private final Scheduler scheduler;
    private final Supplier<Map<String, Watched>> wanted;
    private final Supplier<Duration> every;
    private final VendorStore store;
    private final BooleanSupplier switching;
    private final BiConsumer<List<String>, Notification> announcing;
    private final RandomGenerator random;
    private final Map<String, Due> due = new HashMap<>();
    private Map<String, VendorRecord> known = Map.of();
    private boolean read;
    private @Nullable UnderWay underWay;
    private boolean closed;
    private Task next = () -> {};

    /** When a component is to be looked at next; another object or another pace begins anew. */
    private record Due(Object component, Duration every, Instant at) {}

    private record UnderWay(Watched watched, Task task) {}

    VendorWatch(
            Scheduler scheduler,
            Supplier<Map<String, Watched>> wanted,
            Supplier<Duration> every,
            VendorStore store,
            BooleanSupplier switching,
            BiConsumer<List<String>, Notification> announcing,
            RandomGenerator random) {
        this.scheduler = scheduler;
        this.wanted = wanted;
        this.every = every;
        this.store = store;
        this.switching = switching;
        this.announcing = announcing;
        this.random = random;
    }

    /**
     * Begins; returns at once.
     *
     * @param inForce the configuration that is in force at present
     * @param switching whether a switch is under way
     * @param announcing tells humans; returns at once
     */
    public static VendorWatch begin(
            Supplier<Configuration> inForce,
            BooleanSupplier switching,
            BiConsumer<List<String>, Notification> announcing) {
        VendorWatch watch = new VendorWatch(
                Scheduler.system(),
                () -> Watched.of(inForce.get()),
                () -> inForce.get().vendorCheckEvery(),
                new VendorStore(inForce.get().stateDirectory()),
                switching,
                announcing,
                new SecureRandom());
        watch.start();
        return watch;
    }

    void start() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    /** Another configuration is in force. Returns at once. */
    public void reconfigured() {
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    private void turn() {
        next.cancel();
        if (closed) {
            return;
        }
        try {
            if (!read) {
                known = store.read();
                read = true;
            }
            look();
        } catch (ComponentException e) {
            log.warn("{}", e.getMessage());
        } finally {
            next = scheduler.schedule(untilNextTurn(), this::turn);
        }
    }

    private Duration untilNextTurn() {
        if (underWay != null) {
            return PACE;
        }
        Instant now = scheduler.instant();
        Duration wait = due.values().stream()
                .map(each -> Duration.between(now, each.at()))
                .min(Comparator.naturalOrder())
                .filter(left -> left.compareTo(LONGEST_PAUSE) < 0)
                .orElse(LONGEST_PAUSE);
        return wait.compareTo(PACE) > 0 ? wait : PACE;
    }

    private void look() {
        UnderWay now = underWay;
        if (switching.getAsBoolean()) {
            if (now != null) {
                now.task().cancel();
                underWay = null;
                put(now.watched(), AFTER_SWITCH);
            }
            return;
        }
        Map<String, Watched> all = wanted.get();
        follow(all);
        if (now == null) {
            due.entrySet().stream()
                    .filter(each -> !each.getValue().at().isAfter(scheduler.instant()))
                    .min(Entry.comparingByValue((some, other) -> some.at().compareTo(other.at())))
                    .map(each -> all.get(each.getKey()))
                    .ifPresent(this::begin);
        }
    }

    private void follow(Map<String, Watched> all) {
        due.keySet().retainAll(all.keySet());
        all.forEach((subject, watched) -> {
            Due planned = due.get(subject);
            if (planned == null
                    || planned.component() != watched.component()
                    || !planned.every().equals(every.get())) {
                put(watched, first(known.getOrDefault(subject, VendorRecord.NONE)));
            }
        });
        for (String subject : List.copyOf(known.keySet())) {
            if (!all.containsKey(subject)) {
                VendorRecord gone = known.getOrDefault(subject, VendorRecord.NONE);
                known.remove(subject);
                VendorNews.gone(subject, gone, scheduler.instant())
                        .ifPresent(news -> announcing.accept(List.of(), news));
                store.write(known);
            }
        }
    }

    /** Not before the machine has settled; when it was looked at lately, not before that is long ago. */
    private Duration first(VendorRecord record) {
        Instant now = scheduler.instant();
        Duration settling = drawn(SETTLING.dividedBy(10), SETTLING);
        // A moment that is yet to come was written down by a clock that was wrong.
        Duration left = record.latest()
                .filter(latest -> !latest.isAfter(now))
                .map(latest -> Duration.between(now, latest.plus(pause(record))))
                .orElse(Duration.ZERO);
        return left.compareTo(settling) < 0 ? settling : left;
    }

    private Duration pause(VendorRecord record) {
        Duration usual = every.get();
        Duration drawn = drawn(
                usual.multipliedBy(9).dividedBy(10), usual.multipliedBy(11).dividedBy(10));
        if (record.problems().isEmpty()) {
            return drawn;
        }
        Duration sooner = record.isUnsure() ? AGAIN : WHILE_TOLD;
        return sooner.compareTo(drawn) < 0 ? sooner : drawn;
    }

    private Duration drawn(Duration from, Duration to) {
        return from.plusMillis(random.nextLong(to.minus(from).toMillis() + 1));
    }

    private void put(Watched watched, Duration delay) {
        due.put(
                watched.subject(),
                new Due(watched.component(), every.get(), scheduler.instant().plus(delay)));
    }

    private void begin(Watched watched) {
        Task task = scheduler.call(
                "looking at the " + watched.subject(),
                LONGEST,
                () -> ComponentLook.at(watched.subject(), watched.component()),
                outcome -> ended(watched, outcome));
        underWay = new UnderWay(watched, task);
    }

    private void ended(Watched watched, Outcome<List<Finding>> outcome) {
        UnderWay ended = underWay;
        if (closed || ended == null || !ended.watched().equals(watched)) {
            return;
        }
        underWay = null;
        Watched still = wanted.get().get(watched.subject());
        if (still == null || still.component() != watched.component()) {
            // It was closed while it was looked at.
            return;
        }
        List<Finding> findings = outcome.fold(
                found -> found,
                failure -> List.of(Finding.error(
                        watched.subject(),
                        failure instanceof ComponentException
                                ? String.valueOf(failure.getMessage())
                                : "it failed with an unexpected "
                                        + failure.getClass().getSimpleName())));
        VendorRecord before = known.getOrDefault(watched.subject(), VendorRecord.NONE);
        VendorRecord after = before.after(findings, scheduler.instant());
        put(still, pause(after));
        VendorNews.over(watched.subject(), before, after, scheduler.instant()).ifPresent(news -> tell(still, news));
        VendorNews.of(watched.subject(), after, scheduler.instant()).ifPresent(news -> tell(still, news));
        known.put(watched.subject(), after.told());
        try {
            store.write(known);
        } catch (ComponentException e) {
            log.warn("{}", e.getMessage());
        }
    }

    private void tell(Watched watched, Notification news) {
        log.warn("{}", news.title());
        announcing.accept(watched.notifiers(), news);
    }

    /** Begins no more looks; what is under way is interrupted. Idempotent. */
    @Override
    public void close() {
        scheduler.schedule(Duration.ZERO, () -> closed = true);
        scheduler.close();
    }
}
