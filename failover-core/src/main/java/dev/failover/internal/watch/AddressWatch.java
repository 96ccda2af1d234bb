package dev.failover.internal.watch;

import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.dns.AddressSource;
import dev.failover.time.Durations;
import dev.failover.time.Moment;
import dev.failover.time.Outcome;
import dev.failover.time.Scheduler;
import dev.failover.time.Task;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the address of one site known. Lives on the event thread. */
public final class AddressWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AddressWatch.class);
    /** Often enough for a box that got a new address; public look-ups ask for no more than that. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private static final Duration INTERVAL_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Scheduler scheduler;
    private final String name;
    private final AddressSource source;
    private final Runnable changed;
    private @Nullable InetAddress address;
    /** What {@link #judgement} is about: whether an address may be published is asked at every step and probe, and changes with it only. */
    private @Nullable InetAddress judged;

    private Optional<String> judgement = Optional.empty();
    /** When the look was begun that found it. */
    private Moment verified;

    private Moment begun;
    private String failure = "has not been found yet";
    private boolean tried;
    private Task next = () -> {};
    private @Nullable Task finding;

    /** @param name whose address it is: {@code home} */
    public AddressWatch(Scheduler scheduler, String name, AddressSource source, Runnable changed) {
        this.scheduler = scheduler;
        this.name = name;
        this.source = source;
        this.changed = changed;
        begun = scheduler.moment();
        verified = begun;
        address = source.fixed().orElse(null);
    }

    public void start() {
        if (address == null) {
            find();
        }
    }

    /** Looks now, unless a look is under way or the address can't change. */
    public void refresh() {
        if (finding == null && !isFixed()) {
            next.cancel();
            find();
        }
    }

    private boolean isFixed() {
        return source.fixed().isPresent();
    }

    private void find() {
        begun = scheduler.moment();
        finding = scheduler.call(
                "finding the address of " + name, TIMEOUT.plusSeconds(1), () -> source.find(TIMEOUT), this::found);
    }

    private void found(Outcome<InetAddress> outcome) {
        finding = null;
        tried = true;
        boolean success = outcome.fold(this::know, this::fail);
        next = scheduler.schedule(success ? INTERVAL : INTERVAL_AFTER_FAILURE, this::find);
        changed.run();
    }

    private boolean know(InetAddress value) {
        if (!value.equals(address)) {
            log.info("{}: its address is {}", name, value.getHostAddress());
        }
        address = value;
        verified = begun;
        failure = "";
        return true;
    }

    private boolean fail(Exception cause) {
        String reason = String.valueOf(cause.getMessage());
        if (!reason.equals(failure)) {
            log.warn("{}: its address can't be found: {}", name, reason);
        }
        failure = reason;
        return false;
    }

    /** Whether a look has ended, or none is needed. */
    public boolean isTried() {
        return tried || address != null;
    }

    public Optional<InetAddress> address() {
        return Optional.ofNullable(address);
    }

    /** The address, however old, unless it may not be published. */
    public Optional<InetAddress> publishable(boolean allowPrivate) {
        InetAddress known = address;
        return known == null || judgement(known, allowPrivate).isPresent() ? Optional.empty() : Optional.of(known);
    }

    /** @param maxAge how long ago it must have been verified at most, if it can change */
    public AddressFact fact(Duration maxAge, boolean allowPrivate) {
        return problem(maxAge, allowPrivate)
                .map(problem -> new AddressFact(false, problem))
                .orElseGet(() -> new AddressFact(true, verified()));
    }

    /** Why it may not be published; empty if it may. */
    public Optional<String> problem(Duration maxAge, boolean allowPrivate) {
        InetAddress known = address;
        if (known == null) {
            return Optional.of("the address of %s is not known: %s".formatted(name, failure));
        }
        Optional<String> problem = judgement(known, allowPrivate);
        if (problem.isPresent()) {
            return Optional.of(name + ": " + problem.get());
        }
        return isFixed() || age().compareTo(maxAge) <= 0
                ? Optional.empty()
                : Optional.of("%s; at most %s is allowed, and now it can't be found: %s"
                        .formatted(verified(), Durations.format(maxAge), failure));
    }

    private Optional<String> judgement(InetAddress known, boolean allowPrivate) {
        if (!known.equals(judged)) {
            judgement = Publishable.problem(known, allowPrivate);
            judged = known;
        }
        return judgement;
    }

    private Duration age() {
        return verified.atMostUntil(scheduler.moment());
    }

    private String verified() {
        String text = name + " is " + (address == null ? "unknown" : address.getHostAddress());
        return isFixed() ? text : text + ", verified " + Durations.format(age()) + " ago";
    }

    @Override
    public void close() {
        next.cancel();
        Task under = finding;
        if (under != null) {
            under.cancel();
        }
    }
}
