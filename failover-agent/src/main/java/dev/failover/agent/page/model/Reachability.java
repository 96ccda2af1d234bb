package dev.failover.agent.page.model;

import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Assigned;
import dev.failover.agent.control.ServiceView.SiteView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a service, or a site of it, stands for those who use it, as far as this watcher can tell. */
public enum Reachability {
    UP,
    /** It answers from a site that serves less than the others. */
    DEGRADED,
    DOWN,
    /** Nobody can tell: that is never counted as down. */
    UNKNOWN;

    /** Of a service: what users meet where the records still lead them. */
    public static Reachability of(ServiceView service) {
        boolean blind = "isolated".equals(service.connectivity());
        boolean elsewhere =
                service.records() != null && service.records().status().equals("foreign");
        if (blind || elsewhere) {
            return UNKNOWN;
        }
        return service.assignment()
                .map(assigned -> usersAt(service, assigned))
                .flatMap(name -> site(service, name))
                .map(site -> of(site.verdict()) == UP && site.degraded() ? DEGRADED : of(site.verdict()))
                .orElse(UNKNOWN);
    }

    /** Until a switch is published, they are where they were. */
    private static String usersAt(ServiceView service, Assigned assigned) {
        return assigned.published()
                ? assigned.site()
                : service.switches().stream()
                        .filter(made -> made.epoch() == assigned.epoch())
                        .map(ServiceView.Switched::from)
                        .filter(from -> site(service, from).isPresent())
                        .findFirst()
                        .orElse(assigned.site());
    }

    private static Optional<SiteView> site(ServiceView service, String name) {
        return service.sites().stream().filter(site -> site.site().equals(name)).findFirst();
    }

    /** Of a verdict as documents have it; null is nothing known. */
    public static Reachability of(@Nullable String verdict) {
        if ("up".equals(verdict)) {
            return UP;
        }
        return "down".equals(verdict) ? DOWN : UNKNOWN;
    }
}
