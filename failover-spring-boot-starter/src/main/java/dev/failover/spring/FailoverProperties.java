package dev.failover.spring;

import dev.failover.Mode;
import dev.failover.decision.Condition;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * What an application says of its failover. The words are those of the agent's file.
 *
 * @param enabled Whether there is a failover at all.
 * @param mode How much is done: everything, only what a human asks for, or nothing but to watch.
 * @param stateDirectory Directory of what must survive a crash. One failover at a time can use it.
 * @param references Hosts, as host:port, that answer whatever happens to the sites. If none does, this watcher is cut off itself, and
 *     abstains. By default the servers of the zones serve for that.
 * @param watcher Name of this watcher in ownership records. No other watcher of the service may be called so.
 * @param providers DNS zones by the names that records refer to. The key "type" says which component, the others are its settings.
 * @param switches What directs traffic beside DNS, by the names that services refer to. The key "type" says which component, the others
 *     are its settings.
 * @param notifiers Channels to humans by the names that services refer to. The key "type" says which component,
 *     "escalate-after" for how long it waits for those before it, the others are its settings.
 * @param groupWait How long news of one service waits for that of others, to be one message. 0s for never.
 * @param services What is watched, by name.
 */
@ConfigurationProperties(prefix = FailoverProperties.PREFIX, ignoreUnknownFields = false)
record FailoverProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("act") Mode mode,
        @Nullable String stateDirectory,
        @DefaultValue List<String> references,
        @Nullable String watcher,
        @DefaultValue Dns dns,
        @DefaultValue Map<String, Map<String, String>> providers,
        @DefaultValue Map<String, Map<String, String>> switches,
        @DefaultValue Map<String, Map<String, String>> notifiers,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration groupWait,
        @DefaultValue Map<String, ServiceProperties> services,
        @DefaultValue Health health) {
    static final String PREFIX = "failover";

    /**
     * Who is asked what the zones serve.
     *
     * @param servers Servers to ask instead of those of each zone, as host or host:port.
     */
    record Dns(@DefaultValue List<String> servers) {}

    /**
     * What counts for the health of the application.
     *
     * @param outOfServiceOn Conditions of a service that make the application OUT_OF_SERVICE. By default none does, as the check of a site
     *     may ask for that very health.
     */
    record Health(@DefaultValue Set<Condition.Kind> outOfServiceOn) {}
}
