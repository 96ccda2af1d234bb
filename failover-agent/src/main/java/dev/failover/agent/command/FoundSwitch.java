package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.AnswerView;
import dev.failover.agent.control.RecordSetView;
import dev.failover.decision.RecordLook;
import dev.failover.dns.Publication;
import dev.failover.traffic.Traffic;
import dev.failover.traffic.TrafficSwitch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A traffic switch: where it sends, and where it could.
 *
 * @param published what it said; empty if it was not asked
 * @param sites those that it can send to
 */
record FoundSwitch(String name, Optional<Publication> published, Set<String> sites) {
    /** Those of a service, as they were looked at for its status. */
    static List<FoundSwitch> all(Service service, ServiceStatus status, Configuration configuration) {
        return service.trafficSwitches().stream()
                .map(name -> new FoundSwitch(
                        name,
                        status.look().stream()
                                .flatMap(look -> look.records().stream())
                                .filter(looked -> looked.place().isSwitch()
                                        && looked.place().provider().equals(name))
                                .map(RecordLook.Looked::publication)
                                .findFirst(),
                        Optional.ofNullable(configuration.switches().get(name))
                                .map(TrafficSwitch::sites)
                                .orElse(Set.of())))
                .toList();
    }

    /** Where it sends; empty if it did not say. */
    private Optional<String> now() {
        return published
                .flatMap(Publication::agreed)
                .map(said -> Traffic.of(said.values().iterator().next()).toString());
    }

    /** What would be done to send to a site; empty if nothing. */
    Optional<PlanView.Write> write(String site) {
        return now().filter(before -> sites.contains(site) && !before.equals(site))
                .map(before -> new PlanView.Write(
                        name,
                        name,
                        RecordSetView.SWITCH,
                        Set.of(before),
                        Set.of(site),
                        0,
                        "%s: sends to %s -> %s".formatted(name, before, site)));
    }

    /** What a service's switch to a site would make of it. */
    PlanView.Place place(String site) {
        boolean can = sites.contains(site);
        String change =
                !can || now().filter(site::equals).isPresent() ? "none" : now().isPresent() ? "replace" : "unknown";
        String line = can ? "+ sends to " + site : "  stays as it is: it can't send to " + site;
        List<AnswerView> answers = published.map(Publication::answers).orElse(List.of()).stream()
                .map(AnswerView::of)
                .toList();
        String before = "- sends to "
                + now().orElseGet(() -> "what is not known"
                        + answers.stream()
                                .map(AnswerView::sentence)
                                .map(": "::concat)
                                .collect(Collectors.joining()));
        return new PlanView.Place(
                name,
                name,
                RecordSetView.SWITCH,
                change,
                Optional.empty(),
                answers,
                can ? Optional.of(new PlanView.Values(Set.of(site), 0)) : Optional.empty(),
                Optional.empty(),
                List.of(before, line));
    }
}
