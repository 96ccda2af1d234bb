package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Assigned;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.component.Excerpt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a service must be like before and after it is moved for a drill, as the running agent knows it. Pure. */
final class LiveSteadiness {
    private LiveSteadiness() {}

    /** Why it must not be moved; empty if all is well. */
    static Optional<String> hindrance(Service service, ServiceView view) {
        String primary = service.sites().get(0).name();
        if (!isAt(view, primary)) {
            return Optional.of("it is not at " + primary);
        }
        if (view.pause().isPresent()) {
            return Optional.of("it is paused");
        }
        if (view.latch().isPresent()) {
            return Optional.of(
                    "automatic switching has stopped: " + view.latch().get().reason());
        }
        if (view.held().isPresent()) {
            return Optional.of("it is held at " + view.held().get().site());
        }
        if (!view.conditions().isEmpty()) {
            return Optional.of("something is the matter: "
                    + String.join(", ", view.conditions().keySet()));
        }
        if (view.decision() == null || !view.decision().step().equals("stay")) {
            return Optional.of("the agent is about to decide");
        }
        if (!"connected".equals(view.connectivity())) {
            return Optional.of("the agent does not know that it is in touch with the world");
        }
        if (view.records() == null || !view.records().status().equals("as-decided")) {
            return Optional.of("its records are not as decided");
        }
        return view.sites().stream()
                .filter(site -> !"up".equals(site.verdict()))
                .map(LiveSteadiness::sentence)
                .findFirst();
    }

    /** Whether it is assigned to a site. */
    static boolean isAt(ServiceView view, String site) {
        return view.assignment().map(Assigned::site).filter(site::equals).isPresent();
    }

    private static String sentence(SiteView site) {
        return "%s is not UP: %s".formatted(site.site(), Excerpt.of(orNothing(site.detail())));
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "nothing is known of it" : text;
    }
}
