package dev.failover.agent.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.failover.Failover;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.StatusView;
import dev.failover.agent.control.StatusWait;
import dev.failover.agent.drill.DrillBook;
import dev.failover.internal.journal.SnapshotStateStore;
import dev.failover.journal.StateStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code run} would do, found out without doing it. */
@Command(name = "plan", description = "Says what `run` would do now and why. Writes nothing anywhere.")
final class PlanCommand extends Verb {
    @Option(
            names = "--document",
            description = "Prints the disaster-recovery plan as one page of Markdown, for people without a terminal.")
    private boolean document;

    @Override
    int call(Configuration configuration) throws InterruptedException {
        List<Planned> services = services(configuration);
        if (document) {
            out().print(new PlanDocument(
                            configuration,
                            services,
                            DrillBook.reports(configuration.stateDirectory()),
                            StatusView.backups(configuration, time().instant()),
                            time().instant())
                    .text());
        } else if (json()) {
            Output.json(out(), document(services));
        } else {
            Columns.print(out(), out -> services.forEach(service -> print(out, service)));
        }
        return ExitCode.DONE;
    }

    /** One service. */
    record Planned(ServiceView service, PlanView plan) {}

    /** A tree, and no record of trees: within a record, a tree would lose its nulls. */
    static JsonObject document(List<Planned> planned) {
        JsonArray services = new JsonArray();
        planned.forEach(one -> services.add(Documents.of(one.service(), one.plan())));
        JsonObject document = new JsonObject();
        document.add("services", services);
        return document;
    }

    /** While some services are watched, which is waiting for the most part, others are planned for. */
    private List<Planned> services(Configuration configuration) throws InterruptedException {
        StateStore found = Opening.open(() -> SnapshotStateStore.read(configuration.stateDirectory()));
        try (RecordLooks looks = new RecordLooks(configuration, waiting())) {
            Map<String, Future<Planned>> underWay = new LinkedHashMap<>();
            Portions.of(
                    configuration.services(),
                    portion -> {
                        portion.forEach(service -> ServicePlan.lookAhead(service, looks));
                        Map<String, ServiceStatus> known = watch(configuration.with(portion), found);
                        portion.forEach(service -> {
                            ServiceStatus status = known.get(service.name());
                            if (status != null) {
                                underWay.put(
                                        "the records of " + service.name(),
                                        looks.begin(() -> planned(service, status, configuration, looks)));
                            }
                        });
                    },
                    // What is planned meanwhile, for the portion before, says nothing of how many can be watched.
                    () -> cost() - looks.cost());
            return looks.results(underWay);
        }
    }

    /** What this process has cost. Where the system does not tell, what it takes is the time that passes. */
    private long cost() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElseGet(time()::nanoTime);
    }

    /** Ends once all is known: each site is checked ten times a second until then. */
    private Map<String, ServiceStatus> watch(Configuration configuration, StateStore found)
            throws InterruptedException {
        Failover.Builder builder = configuration.failover(found).hurried(true);
        try (Failover failover = Opening.open(builder::build)) {
            failover.start();
            return new StatusWait(failover)
                    .awaitEverything(
                            configuration.services(),
                            asked -> waiting().on(asked, service -> unknown(service, failover.status(service))));
        }
    }

    private static String unknown(String service, Optional<ServiceStatus> status) {
        return "%s (%s)"
                .formatted(
                        service,
                        status.map(found -> String.join(", ", StatusWait.missing(found)))
                                .orElse("everything"));
    }

    private Planned planned(Service service, ServiceStatus status, Configuration configuration, RecordLooks looks)
            throws InterruptedException {
        ServicePlan plan = ServicePlan.of(service, status, configuration, looks);
        return new Planned(
                ServiceView.of(service, status, time().instant()),
                PlanView.of(plan, PlanWarnings.of(plan, configuration)));
    }

    private static void print(PrintStream out, Planned planned) {
        new StatusText(out).service(planned.service());
        PlanView plan = planned.plan();
        plan.changes().forEach(write -> out.println("  would write: " + write.sentence()));
        if (plan.changes().isEmpty()) {
            out.println("  would write nothing");
        }
        plan.candidates().stream().filter(site -> !site.active()).forEach(site -> candidate(out, site));
        plan.warnings().forEach(warning -> out.printf("  WARN %s %s%n", warning.subject(), warning.sentence()));
    }

    private static void candidate(PrintStream out, PlanView.Candidate site) {
        if (!site.writable()) {
            out.printf("  a switch to %s could not be written: %s%n", site.site(), site.sentence());
            return;
        }
        out.printf("  a switch to %s would write:%n", site.site());
        for (PlanView.Place place : site.records()) {
            out.printf("    %s %s at %s: %s%n", place.name(), place.type(), place.provider(), place.change());
            place.diff().forEach(line -> out.println("      " + line));
        }
    }
}
