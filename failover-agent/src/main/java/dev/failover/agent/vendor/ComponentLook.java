package dev.failover.agent.vendor;

import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import java.time.Duration;
import java.util.List;

/** One look at one component: what a check does at once, and a running agent from time to time. */
public final class ComponentLook {
    /** For one component. */
    public static final Duration TIMEOUT = Duration.ofSeconds(15);

    private ComponentLook() {}

    /**
     * Looks, and changes nothing.
     *
     * @param subject what it is called in the configuration: {@code provider ovh}
     * @return at least one finding, whose subject begins with {@code subject}
     */
    public static List<Finding> at(String subject, Object component) throws InterruptedException {
        if (component instanceof Inspectable inspectable) {
            return inspectable.inspect(TIMEOUT).stream()
                    .map(found -> found.of(subject))
                    .toList();
        }
        return List.of(Finding.ok(subject, "can't be looked at without using it"));
    }
}
