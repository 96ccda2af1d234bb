package dev.failover.internal.decision;

import dev.failover.decision.Condition;
import dev.failover.decision.Condition.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which conditions are not told because they follow from what is told anyway. They are told once that is over, if they are the case then.
 * Pure.
 *
 * <p>What is silenced is never louder than its cause: whoever has to get up is not left asleep by a lesser message.
 */
public final class Inhibition {
    private Inhibition() {}

    /**
     * One condition silences another.
     *
     * @param sameSubject whether only of the same site or provider
     */
    record Rule(Kind cause, Kind consequence, boolean sameSubject) {
        private boolean applies(Condition present, Condition other) {
            return present.kind() == cause
                    && other.kind() == consequence
                    && (!sameSubject || present.subject().equals(other.subject()));
        }
    }

    /** Each row is one message less about one cause. */
    static final List<Rule> RULES = List.of(
            // That says of every site why it is not ready.
            new Rule(Kind.NO_READY_SITE, Kind.STANDBY_DOWN, false),
            // A vendor that takes no write seldom gives an answer either.
            new Rule(Kind.PUBLISHING_FAILS, Kind.PROVIDER_UNREADABLE, true),
            new Rule(Kind.TRIAL_EXPIRED, Kind.TRIAL_DUE, true),
            // Who reaches nothing reaches neither servers nor vendors, and looks up no address.
            new Rule(Kind.ISOLATED, Kind.RECORDS_UNKNOWN, false),
            new Rule(Kind.ISOLATED, Kind.PROVIDER_UNREADABLE, false),
            new Rule(Kind.ISOLATED, Kind.ADDRESS_UNUSABLE, false),
            // Whose own checks don't count is told of that.
            new Rule(Kind.ISOLATED, Kind.SITE_UNKNOWN, false),
            new Rule(Kind.OVERLOADED, Kind.SITE_UNKNOWN, false));

    /** Of a site that is down, this can wait: that it is down is told, by a condition or by the switch that left it. */
    static final Set<Kind> OF_A_SITE_THAT_IS_DOWN = Set.of(Kind.CERTIFICATE_EXPIRING);

    /**
     * What follows from what.
     *
     * @param present all that is the case
     * @param down the sites that are DOWN
     * @param failing the active site, if its checks fail and it is not DOWN yet
     * @return the ids of those that are silenced, and for each what silences it: the id of a condition, or {@code site/NAME}
     */
    public static Map<String, String> of(Collection<Condition> present, Set<String> down, Optional<String> failing) {
        Map<String, String> inhibited = new TreeMap<>();
        for (Condition condition : present) {
            cause(condition, present, down, failing).ifPresent(cause -> inhibited.put(condition.id(), cause));
        }
        return inhibited;
    }

    private static Optional<String> cause(
            Condition condition, Collection<Condition> present, Set<String> down, Optional<String> failing) {
        // Sites that fail together are found DOWN one after the other: soon this may be all about the active one.
        if (condition.kind() == Kind.STANDBY_DOWN && failing.isPresent()) {
            return failing.map(Inhibition::site);
        }
        if (OF_A_SITE_THAT_IS_DOWN.contains(condition.kind()) && down.contains(condition.subject())) {
            return Optional.of(site(condition.subject()));
        }
        return present.stream()
                .filter(other -> RULES.stream().anyMatch(rule -> rule.applies(other, condition)))
                .map(Condition::id)
                .findFirst();
    }

    /** How a site that is down is called where something follows from it. */
    public static String site(String name) {
        return "site/" + name;
    }
}
