package dev.failover.ovh.ip;

import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhAccount;
import dev.failover.time.Durations;
import dev.failover.traffic.TrafficSwitch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link OvhIpSwitch}es. Setters throw {@link IllegalArgumentException} for a value that can't be used. Not thread-safe.
 */
public final class OvhIpSwitchBuilder {
    /** OVH says "less than a minute" (its guide on moving an Additional IP); twice that. */
    private static final Duration USUAL = Duration.ofMinutes(2);

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-fA-F:]*:[0-9a-fA-F:]*(/[0-9]{1,3})?");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private OvhAccount account = new OvhAccount();
    private @Nullable String block;
    private final Map<String, String> destinations = new LinkedHashMap<>();
    private Duration longest = USUAL;

    OvhIpSwitchBuilder() {}

    /** Who moves it, and at which endpoint. */
    public OvhIpSwitchBuilder account(OvhAccount value) {
        account = value;
        return this;
    }

    /** The Additional IP, or a whole block as OVH has it: {@code 203.0.113.7}, {@code 203.0.113.8/29}. Required. */
    public OvhIpSwitchBuilder address(String value) {
        if (!ADDRESS.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "must be an address or a block, like 203.0.113.7 or 203.0.113.8/29, not \"" + Excerpt.of(value)
                            + "\"");
        }
        boolean whole = value.contains("/");
        block = whole ? value : value + (value.contains(":") ? "/128" : "/32");
        return this;
    }

    /**
     * A site that it can move to; at least one.
     *
     * @param site its name
     * @param service as OVH calls it: {@code ns3012345.ip-203-0-113.eu}, a VPS, the id of a cloud project
     */
    public OvhIpSwitchBuilder destination(String site, String service) {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "must be the name of a service at OVH, like ns3012345.ip-203-0-113.eu, not \"" + Excerpt.of(service)
                            + "\"");
        }
        destinations.put(site, service);
        return this;
    }

    /** How long a move takes at most; 2 min unless set. More than zero, up to {@link TrafficSwitch#LIMIT}. */
    public OvhIpSwitchBuilder longest(Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(TrafficSwitch.LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "must be more than zero, and at most " + Durations.format(TrafficSwitch.LIMIT));
        }
        longest = value;
        return this;
    }

    /**
     * What a consumer key must be allowed to do: to move this address and nothing else, and what {@code check} looks at.
     *
     * @throws InvalidSettingsException if there is no address
     */
    public List<AccessRule> accessRules() {
        new Problems()
                .present(block, "address", "the Additional IP, like 203.0.113.7")
                .throwIfAny();
        String path = OvhIpSwitch.pathOf(Objects.requireNonNull(block));
        return List.of(
                new AccessRule("GET", path),
                new AccessRule("GET", path + "/task"),
                new AccessRule("GET", path + "/task/*"),
                new AccessRule("GET", path + "/move"),
                new AccessRule("POST", path + "/move"),
                AccessRule.OWN_RULES);
    }

    /** @throws InvalidSettingsException naming all that is missing, or does not go together */
    public OvhIpSwitch build() {
        Problems problems = new Problems();
        problems.present(block, "address", "the Additional IP, like 203.0.113.7")
                .unless(!destinations.isEmpty(), "destinations", "is missing: which service at OVH is each site?")
                .unless(
                        destinations.values().stream().distinct().count() == destinations.size(),
                        "destinations",
                        "has one service for two sites: who gets the traffic could not be told");
        account.check(problems);
        problems.throwIfAny();
        String ip = Objects.requireNonNull(block);
        return new OvhIpSwitch(ip, destinations, longest, account.api("address", ip), account.attempts());
    }
}
