package dev.failover.coordination;

import dev.failover.component.Excerpt;
import dev.failover.component.Problems;
import dev.failover.time.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How this watcher and others decide together: the store that they share, who has a vote, and for how long things hold. Immutable.
 *
 * <p>Every watcher is configured with the same voters and times. Whoever is not among the voters has no vote, and adds nothing to
 * their number.
 */
public final class Coordination {
    /** What a takeover waits longer than the lease, in percent: two clocks that run apart by as much still agree on who was first. */
    private static final int DRIFT_PERCENT = 1;

    /** A vendor's call that is cut off sooner would hardly ever succeed. */
    private static final Duration SHORTEST_WRITE = Duration.ofSeconds(5);

    private final Coordinator coordinator;
    private final String watcher;
    private final List<Voter> voters;
    private final int quorum;
    private final int turnout;
    private final Duration lease;
    private final Duration renew;
    private final Duration poll;
    private final Duration timeout;
    private final Duration margin;
    private final Duration voteValid;
    private final Optional<Duration> acquireAfter;

    private Coordination(Builder builder) {
        coordinator = Objects.requireNonNull(builder.coordinator);
        watcher = Objects.requireNonNull(builder.watcher);
        voters = builder.voters();
        int majority = builder.domains() / 2 + 1;
        quorum = builder.quorum == null ? majority : builder.quorum;
        turnout = builder.turnout == null ? majority : builder.turnout;
        lease = builder.lease;
        renew = builder.renew;
        poll = builder.poll;
        timeout = builder.timeout;
        margin = builder.margin;
        voteValid = builder.voteValid;
        acquireAfter = Optional.ofNullable(builder.acquireAfter);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Coordinator coordinator() {
        return coordinator;
    }

    /** This watcher's name. */
    public String watcher() {
        return watcher;
    }

    /** Who has a vote, in the configured order. */
    public List<Voter> voters() {
        return voters;
    }

    /** How many failure domains must say DOWN before a site is left. */
    public int quorum() {
        return quorum;
    }

    /** How many failure domains must not abstain before a site is left. */
    public int turnout() {
        return turnout;
    }

    /** How long a lease lasts from when its renewal was sent. */
    public Duration lease() {
        return lease;
    }

    /** The time from one renewal of a lease, and of a vote, to the next. */
    public Duration renew() {
        return renew;
    }

    /** The time from one look at the store to the next. */
    public Duration poll() {
        return poll;
    }

    /** How long a call to the store may take. */
    public Duration timeout() {
        return timeout;
    }

    /** How much of the lease is left unused at its end. */
    public Duration margin() {
        return margin;
    }

    /** For how long a vote counts after it was first seen. */
    public Duration voteValid() {
        return voteValid;
    }

    /** Whether anything has to be agreed upon: with one voter, it decides. */
    public boolean isShared() {
        return voters.size() > 1;
    }

    /** The longest a call to a vendor may take, so that one can be started until the next renewal. */
    public Duration longestWrite() {
        return lease.minus(renew).minus(timeout.multipliedBy(2)).minus(margin);
    }

    /**
     * How long a watcher waits, once another's lease is over, before it takes it: what the other sent last may still be on its
     * way to a vendor that can't compare.
     *
     * @param comparesAndSets whether every vendor of the service can
     */
    public Duration acquireAfter(boolean comparesAndSets) {
        return acquireAfter.orElse(comparesAndSets ? Duration.ZERO : longestWrite());
    }

    /**
     * How long a lease of some duration must be seen unchanged before another watcher may take it.
     *
     * @param duration as the record says: the holder's, not one's own
     */
    public Duration untilTakeover(Duration duration, boolean comparesAndSets) {
        return duration.plus(duration.multipliedBy(DRIFT_PERCENT).dividedBy(100))
                .plus(acquireAfter(comparesAndSets));
    }

    /** The longest time from the end of a watcher that holds the lease until another holds it, if the store answers in time. */
    public Duration takeoverBound(boolean comparesAndSets) {
        return untilTakeover(lease, comparesAndSets).plus(poll).plus(timeout.multipliedBy(3));
    }

    /** The longest time from a vote until every watcher knows it, if the store answers in time. */
    public Duration votingBound() {
        return poll.plus(timeout.multipliedBy(3));
    }

    /** After how long without an answer of the store this watcher says so, and does nothing by itself. */
    public Duration silence() {
        return renew.plus(timeout.multipliedBy(2));
    }

    /**
     * Whether a site could ever be left: watchers in its own domain are no witnesses.
     *
     * @param domain the site's
     * @return what is wrong; empty if nothing
     */
    public Optional<String> problemOfSite(String site, String domain) {
        long witnesses = voters.stream()
                .map(Voter::domain)
                .distinct()
                .filter(other -> !other.equals(domain))
                .count();
        int needed = Math.max(quorum, turnout);
        return witnesses >= needed
                ? Optional.empty()
                : Optional.of(
                        "%s could never be left: of the voters' failure domains only %s can bear witness, as %s is its own, and %s are needed. Add a voter in another one"
                                .formatted(site, witnesses, domain, needed));
    }

    /** What of an arrangement does not work with vendors that can't compare; empty if nothing. */
    public Optional<String> problemOfVendor(boolean comparesAndSets) {
        return acquireAfter
                .filter(value -> !comparesAndSets && value.compareTo(longestWrite()) < 0)
                .map(value ->
                        "a vendor of this service can't compare, and a write that another watcher began may take %s: a wait of %s is too short"
                                .formatted(Durations.format(longestWrite()), Durations.format(value)));
    }

    @Override
    public String toString() {
        return "%s of %s on %s".formatted(watcher, voters, coordinator);
    }

    /** Builds an arrangement. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Voter> voters = new LinkedHashMap<>();
        private final Problems problems = new Problems();
        private @Nullable Coordinator coordinator;
        private @Nullable String watcher;
        private @Nullable Integer quorum;
        private @Nullable Integer turnout;
        private Duration lease = Duration.ofSeconds(45);
        private Duration renew = Duration.ofSeconds(10);
        private Duration poll = Duration.ofSeconds(1);
        private Duration timeout = Duration.ofSeconds(4);
        private Duration margin = Duration.ofSeconds(1);
        private Duration voteValid = Duration.ofSeconds(30);
        private @Nullable Duration acquireAfter;

        private Builder() {}

        /** The store that the watchers share. Required. Whoever made it closes it. */
        public Builder coordinator(Coordinator value) {
            coordinator = value;
            return this;
        }

        /** This watcher's name, one of the voters'. Required. */
        public Builder watcher(String value) {
            watcher = value;
            return this;
        }

        /**
         * One that has a vote; this watcher too. At least one is required.
         *
         * @param name a watcher's name, as {@link dev.failover.Service#requireName} asks
         * @param domain what fails as one with it: a home, a provider's location. Such a name too
         */
        public Builder voter(String name, String domain) {
            if (voters.putIfAbsent(name, new Voter(name, domain)) != null) {
                problems.add("voters", "there are two voters named " + name);
            }
            return this;
        }

        /** How many failure domains must say DOWN before a site is left; by default the majority of the configured ones. */
        public Builder quorum(int value) {
            quorum = value;
            return this;
        }

        /** How many failure domains must not abstain before a site is left; by default the majority of the configured ones. */
        public Builder turnout(int value) {
            turnout = value;
            return this;
        }

        /** How long a lease lasts from when its renewal was sent; 45 s by default. */
        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        /** The time from one renewal of a lease, and of a vote, to the next; 10 s by default. */
        public Builder renew(Duration value) {
            renew = value;
            return this;
        }

        /** The time from one look at the store to the next; 1 s by default. */
        public Builder poll(Duration value) {
            poll = value;
            return this;
        }

        /** How long a call to the store may take; 4 s by default. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** How much of the lease is left unused at its end; 1 s by default. */
        public Builder margin(Duration value) {
            margin = value;
            return this;
        }

        /** For how long a vote counts after it was first seen; 30 s by default. */
        public Builder voteValid(Duration value) {
            voteValid = value;
            return this;
        }

        /**
         * How long a watcher waits, once another's lease is over, before it takes it. By default nothing if all vendors of a
         * service compare and set, and otherwise the longest that a write may take.
         */
        public Builder acquireAfter(Duration value) {
            acquireAfter = value;
            return this;
        }

        private List<Voter> voters() {
            return List.copyOf(voters.values());
        }

        private int domains() {
            return (int) voters.values().stream().map(Voter::domain).distinct().count();
        }

        /**
         * Puts it together and checks the arithmetic; asks nobody.
         *
         * @throws dev.failover.component.InvalidSettingsException naming everything that is missing or does not fit together
         */
        public Coordination build() {
            problems.present(coordinator, "coordinator", "the store that the watchers share")
                    .present(watcher, "watcher", "this watcher's name")
                    .unless(!voters.isEmpty(), "voters", "is missing: the watchers that have a vote");
            for (Voter voter : voters.values()) {
                checkName(voter.name(), "voters");
                checkName(voter.domain(), "voters");
            }
            if (watcher != null && !voters.isEmpty()) {
                problems.unless(
                        voters.containsKey(watcher),
                        "voters",
                        "this watcher, %s, is not among them: %s".formatted(watcher, voters.keySet()));
            }
            checkCount(quorum, "quorum");
            checkCount(turnout, "turnout");
            checkTimes();
            problems.throwIfAny();
            return new Coordination(this);
        }

        private void checkName(String name, String key) {
            problems.unless(
                    name.matches("[A-Za-z0-9._-]{1,63}"),
                    key,
                    "a name is 1 to 63 letters, digits, dots, hyphens and underscores, not \"" + Excerpt.of(name)
                            + "\"");
        }

        private void checkCount(@Nullable Integer count, String key) {
            problems.unless(
                    count == null || count >= 1 && count <= domains(),
                    key,
                    "must be between 1 and the number of failure domains, %s, not %s".formatted(domains(), count));
        }

        /** Each rule by itself, so that each that is broken is told with its own numbers. */
        private void checkTimes() {
            problems.positive(lease, "lease")
                    .positive(renew, "renew")
                    .positive(poll, "poll")
                    .positive(timeout, "timeout")
                    .notNegative(margin, "margin")
                    .positive(voteValid, "vote-valid");
            if (acquireAfter != null) {
                problems.notNegative(acquireAfter, "acquire-after");
            }
            Duration twoCalls = timeout.multipliedBy(2);
            atMost(
                    twoCalls,
                    renew,
                    "timeout",
                    "a look at the store and a renewal, twice the timeout, must fit between two renewals (renew)");
            atMost(poll, renew, "poll", "the store must be looked at between two renewals (renew)");
            atMost(
                    renew.plus(twoCalls),
                    voteValid,
                    "vote-valid",
                    "a vote must count until the next one is there: renew and twice the timeout");
            atMost(
                    SHORTEST_WRITE,
                    lease.minus(renew).minus(twoCalls).minus(margin),
                    "lease",
                    "what a lease has left at least (lease - renew - 2 x timeout - margin) must be enough to write to a vendor");
        }

        private void atMost(Duration least, Duration value, String key, String rule) {
            problems.unless(
                    least.compareTo(value) <= 0,
                    key,
                    "%s: %s is more than %s".formatted(rule, Durations.format(least), Durations.format(value)));
        }
    }

    /**
     * One of the watchers that decide together.
     *
     * @param name the watcher's name
     * @param domain its failure domain: what fails as one with it, such as a provider's location. Watchers of one domain have one vote
     */
    public record Voter(String name, String domain) {}
}
