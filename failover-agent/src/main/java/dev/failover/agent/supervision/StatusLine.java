package dev.failover.agent.supervision;

import dev.failover.ServiceStatus;
import dev.failover.decision.Assignment;
import dev.failover.decision.ServiceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Where the services are, in one line: those that need somebody first, as the end may be cut. */
public final class StatusLine {
    private StatusLine() {}

    /** {@code blog at home (paused), www at prod}. */
    public static String of(Collection<ServiceStatus> services) {
        if (services.isEmpty()) {
            return "Mirrors; watches no service";
        }
        List<String> unusual = new ArrayList<>();
        List<String> usual = new ArrayList<>();
        for (ServiceStatus service : services) {
            List<String> remarks = remarks(service.state());
            String where = service.service()
                    + service.state()
                            .assignment()
                            .map(Assignment::site)
                            .map(site -> " at " + site)
                            .orElse(" not seen yet");
            if (remarks.isEmpty()) {
                usual.add(where);
            } else {
                unusual.add(where + " (" + String.join(", ", remarks) + ")");
            }
        }
        unusual.addAll(usual);
        return String.join(", ", unusual);
    }

    private static List<String> remarks(ServiceState state) {
        List<String> remarks = new ArrayList<>();
        state.transition().ifPresent(transition -> remarks.add("not yet published"));
        state.pause().ifPresent(pause -> remarks.add("paused"));
        remarks.addAll(state.conditions().keySet().stream().sorted().toList());
        return remarks;
    }
}
