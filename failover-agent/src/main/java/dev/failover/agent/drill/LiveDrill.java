package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlReply.Result;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Predicted;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.agent.control.ServiceView.Switched;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.drill.Course.Phase;
import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A switchover of the service itself and the way back, asked of the running agent as a human asks for them: by its gates, and with the
 * agent free to do something else at any moment, which then is what counts. Blocks; for one use.
 */
public final class LiveDrill {
    /** The agent that is running. */
    @FunctionalInterface
    public interface Asked {
        /** @throws dev.failover.component.ConflictException if it does not answer */
        ControlReply ask(ControlRequest request);
    }

    /** What a machine or a vendor may be late with, beside what is predicted. */
    private static final Duration SLACK = Duration.ofSeconds(30);
    /** If this process dies meanwhile, a service that returns by itself may do so after that. */
    private static final Duration HOLD = Duration.ofHours(1);

    private final Configuration configuration;
    private final Service service;
    private final Begun begun;
    private final DrillBook book;
    private final Asked agent;
    private final TimeSource time;
    private final Consumer<String> progress;
    private volatile String stopped = "";

    /** @param progress told what is done next, in a sentence each */
    public LiveDrill(
            Configuration configuration,
            Service service,
            Begun begun,
            DrillBook book,
            Asked agent,
            TimeSource time,
            Consumer<String> progress) {
        this.configuration = configuration;
        this.service = service;
        this.begun = begun;
        this.book = book;
        this.agent = agent;
        this.time = time;
        this.progress = progress;
    }

    /** Has the service come back as soon as may be; from any thread. */
    public void stop(String why) {
        stopped = why;
    }

    /** Makes it, and keeps the report. */
    public DrillReport make() throws InterruptedException {
        DrillReport report = DrillReport.of(begun, "live", service, course(), CleanUp.nothingToDo(), time.instant());
        book.write(report);
        return report;
    }

    private Course course() throws InterruptedException {
        ServiceView before = view();
        Optional<String> hindrance = LiveSteadiness.hindrance(service, before);
        if (hindrance.isPresent()) {
            return Course.blocked(hindrance.get());
        }
        try (LiveClients clients = new LiveClients(configuration, service)) {
            try {
                clients.awaitGiven(clients.served(), SLACK);
            } catch (ComponentException e) {
                return Course.blocked(String.valueOf(e.getMessage()));
            }
            try {
                return away(clients, Objects.requireNonNull(before.prediction()));
            } catch (ComponentException e) {
                return course(
                        DrillOutcome.FAILED,
                        "where it is now must be looked up, as it can't be told: " + e.getMessage(),
                        List.of(),
                        List.of());
            }
        }
    }

    private Course away(LiveClients clients, Predicted predicted) throws InterruptedException {
        String standby = service.sites().get(1).name();
        progress.accept("is asked to go to " + standby);
        ControlReply gone = ask(standby, predicted);
        if (gone.result() == Result.REFUSED || gone.result() == Result.ELSEWHERE) {
            return Course.blocked(text(gone));
        }
        if (gone.result() != Result.DONE) {
            return back(clients, predicted, List.of(), text(gone));
        }
        Optional<Duration> replica = age(standby);
        List<Phase> away;
        try {
            away = measured(clients, predicted, standby);
        } catch (ComponentException e) {
            return back(clients, predicted, List.of(), String.valueOf(e.getMessage()));
        }
        Course course = back(clients, predicted, away, stopped);
        return new Course(course.outcome(), course.reason(), course.away(), course.back(), replica, course.notes())
                .within(service.rto(), service.rpo());
    }

    /** @param trouble why it comes back early; empty if all went well */
    private Course back(LiveClients clients, Predicted predicted, List<Phase> away, String trouble)
            throws InterruptedException {
        String standby = service.sites().get(1).name();
        String primary = service.sites().get(0).name();
        ServiceView there = view();
        if (!LiveSteadiness.isAt(there, standby)) {
            return course(
                    DrillOutcome.INTERRUPTED, "somebody or something else has moved it meanwhile", away, List.of());
        }
        progress.accept("is asked to come back to " + primary);
        ControlReply back = ask(primary, predicted);
        if (back.result() != Result.DONE) {
            return LiveSteadiness.isAt(view(), standby)
                    ? course(
                            DrillOutcome.FAILED,
                            "it stays at %s, as it may not come back: %s".formatted(standby, text(back)),
                            away,
                            List.of())
                    : course(DrillOutcome.INTERRUPTED, "something else moved it: " + text(back), away, List.of());
        }
        List<Phase> home;
        try {
            home = measured(clients, predicted, primary);
        } catch (ComponentException e) {
            return course(DrillOutcome.FAILED, String.valueOf(e.getMessage()), away, List.of());
        }
        if (!trouble.isEmpty()) {
            return course(
                    stopped.isEmpty() ? DrillOutcome.FAILED : DrillOutcome.INTERRUPTED,
                    "it was brought back: " + trouble,
                    away,
                    home);
        }
        return judged(away, home);
    }

    private Course judged(List<Phase> away, List<Phase> home) {
        Optional<String> after = LiveSteadiness.hindrance(service, view());
        if (after.isPresent()) {
            return course(DrillOutcome.FAILED, "it is not as it was before: " + after.get(), away, home);
        }
        return course(DrillOutcome.SUCCEEDED, "there and back", away, home);
    }

    /** As `switch` and `failback` ask. */
    private ControlReply ask(String site, Predicted predicted) {
        Duration patience = predicted.publishingSeconds().multipliedBy(2).plus(SLACK);
        ControlRequest request = ControlRequest.switchTo(
                service.name(), site, begun.by(), "live drill " + begun.drill(), false, patience);
        boolean away = !site.equals(service.sites().get(0).name());
        return agent.ask(away ? request.holdingFor(HOLD) : request);
    }

    /** Once it is published: how long that took, by the agent's clock, and how long clients need from then on. */
    private List<Phase> measured(LiveClients clients, Predicted predicted, String site) throws InterruptedException {
        long published = time.nanoTime();
        clients.awaitGiven(
                clients.served(), predicted.cachingSeconds().multipliedBy(2).plus(SLACK));
        Duration caches = Duration.ofNanos(time.nanoTime() - published);
        Duration publishing = view().switches().stream()
                .filter(made -> made.to().equals(site))
                .reduce((first, second) -> second)
                .flatMap(Switched::publishingSeconds)
                .orElseThrow(() -> new RejectedException("the switch to %s is not known as published".formatted(site)));
        return List.of(
                new Phase("publishing", publishing, Optional.of(predicted.publishingSeconds())),
                new Phase("caches", caches, Optional.of(predicted.cachingSeconds())),
                new Phase(
                        Stopwatch.ALL,
                        publishing.plus(caches),
                        Optional.of(predicted.publishingSeconds().plus(predicted.cachingSeconds()))));
    }

    private Optional<Duration> age(String site) {
        return view().sites().stream()
                .filter(each -> each.site().equals(site))
                .map(SiteView::replicaAgeSeconds)
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(age -> age);
    }

    private ServiceView view() {
        StatusDocument document =
                Documents.read(agent.ask(ControlRequest.status()).document(), StatusDocument.class);
        return document.services().stream()
                .filter(view -> view.service().equals(service.name()))
                .findFirst()
                .orElseThrow(() -> new RejectedException(
                        "the running agent does not know %s: reload it".formatted(service.name())));
    }

    private static Course course(DrillOutcome outcome, String reason, List<Phase> away, List<Phase> back) {
        return new Course(outcome, reason, away, back, Optional.empty(), List.of());
    }

    private static String text(ControlReply reply) {
        return String.join("; ", reply.lines());
    }
}
