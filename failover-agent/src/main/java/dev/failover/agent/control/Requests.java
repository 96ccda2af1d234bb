package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.Failover.RequestedSwitch;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.ControlReply.Result;
import dev.failover.agent.control.ControlRequest.Verb;
import dev.failover.agent.drill.ReadinessStatus;
import dev.failover.agent.heartbeat.HeartbeatStatus;
import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import dev.failover.sync.MirrorStatus;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests about the services that a {@link Failover} of this process watches. Thread-safe; answering blocks. */
public final class Requests {
    /** The event thread never waits for anything but a disk. */
    private static final Duration TIME_TO_DECIDE = Duration.ofSeconds(10);

    private static final Set<Verb> OF_ONE = EnumSet.of(Verb.SWITCH, Verb.APPROVE, Verb.REPLACE);

    /** Has the agent follow its configuration's file. */
    @FunctionalInterface
    public interface Reloading {
        ControlReply reload() throws InterruptedException;
    }

    private final Failover failover;
    private final Supplier<Configuration> inForce;
    private final InstantSource time;
    private final Reloading reloading;
    private final Supplier<Map<String, MirrorStatus>> syncs;
    private final Supplier<List<HeartbeatStatus>> heartbeats;
    private final Supplier<List<StatusDocument.Export>> exports;
    private final Supplier<List<ReadinessStatus>> readiness;
    private final StatusWait wait;

    /** Of a process that does what is asked for once, and ends. */
    public Requests(Failover failover, Configuration configuration, InstantSource time) {
        this(
                failover,
                () -> configuration,
                time,
                Map::of,
                List::of,
                List::of,
                List::of,
                () -> ControlReply.of(Result.INVALID, "There is nothing to reload: no agent is running"));
    }

    /**
     * @param inForce the configuration that is in force at present
     * @param syncs how those are doing that follow every change, by name
     * @param heartbeats how it stands with each
     * @param exports how it stands with each copy of the public page
     * @param readiness what would come of a failure, of each service
     */
    public Requests(
            Failover failover,
            Supplier<Configuration> inForce,
            InstantSource time,
            Supplier<Map<String, MirrorStatus>> syncs,
            Supplier<List<HeartbeatStatus>> heartbeats,
            Supplier<List<StatusDocument.Export>> exports,
            Supplier<List<ReadinessStatus>> readiness,
            Reloading reloading) {
        this.failover = failover;
        this.inForce = inForce;
        this.time = time;
        this.reloading = reloading;
        this.syncs = syncs;
        this.heartbeats = heartbeats;
        this.exports = exports;
        this.readiness = readiness;
        this.wait = new StatusWait(failover);
    }

    /** Does what is asked for, and says what came of it. */
    public ControlReply answer(ControlRequest request) throws InterruptedException {
        if (request.verb() == Verb.RELOAD) {
            return reloading.reload();
        }
        if (request.verb() == Verb.THREADS) {
            return ControlReply.of(Result.DONE, ThreadDump.lines());
        }
        Configuration configuration = inForce.get();
        if (request.verb() == Verb.STATUS) {
            return new ControlReply(Result.DONE, List.of(), Documents.of(status()));
        }
        Optional<Service> service = configuration.service(request.service());
        boolean all = request.service().isEmpty() && !OF_ONE.contains(request.verb());
        if (service.isEmpty() && !all) {
            return ControlReply.of(
                    Result.INVALID,
                    "There is no service named \"%s\", only %s"
                            .formatted(
                                    request.service(),
                                    configuration.services().stream()
                                            .map(Service::name)
                                            .toList()));
        }
        if (configuration.services().isEmpty()) {
            return ControlReply.of(Result.INVALID, "There is no service here, only syncs");
        }
        List<Service> meant = all ? configuration.services() : List.of(service.orElseThrow());
        try {
            return switch (request.verb()) {
                case SWITCH -> switchTo(meant.get(0), request.toSiteOf(meant.get(0)));
                case PAUSE -> forEach(meant, "is paused", one -> failover.pause(one, request.by(), request.reason()));
                case APPROVE -> approve(meant.get(0), request);
                case RESUME ->
                    forEach(meant, "is no longer paused", one -> failover.resume(one, request.by(), request.reason()));
                case ACKNOWLEDGE ->
                    forEach(
                            meant,
                            "is acknowledged as it is now",
                            one -> failover.acknowledge(one, request.by(), request.reason()));
                case REPLACE -> replacing(meant.get(0), request);
                case STATUS, RELOAD, THREADS -> throw new IllegalStateException("answered above");
            };
        } catch (ComponentException e) {
            return ControlReply.of(Result.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** All that is known of the services. */
    public StatusDocument status() {
        return StatusView.of(
                failover, inForce.get(), syncs.get(), heartbeats.get(), exports.get(), readiness.get(), time.instant());
    }

    /** How many notifications are not delivered, as it is written down. */
    public static int pending(Configuration configuration) {
        return StatusView.pending(configuration).size();
    }

    private ControlReply approve(Service service, ControlRequest request) throws InterruptedException {
        if (service.site(request.site()).isEmpty()) {
            return ControlReply.of(
                    Result.INVALID, "There is no site named \"%s\" of %s".formatted(request.site(), service.name()));
        }
        await(failover.approve(service.name(), request.site(), request.by(), request.reason(), request.waiting()));
        return ControlReply.of(
                Result.DONE,
                "One switch of %s to %s is approved for %s"
                        .formatted(service.name(), request.site(), Durations.format(request.waiting())));
    }

    private ControlReply replacing(Service service, ControlRequest request) throws InterruptedException {
        try {
            await(failover.replacing(service.name(), request.site(), request.by(), request.reason(), request.force()));
        } catch (ConflictException e) {
            return ControlReply.of(Result.REFUSED, String.valueOf(e.getMessage()));
        }
        return ControlReply.of(
                Result.DONE, "It is written down that %s of %s is replaced".formatted(request.site(), service.name()));
    }

    /** One thing done to one service. */
    @FunctionalInterface
    private interface Action {
        CompletableFuture<Void> on(String service);
    }

    /** What was done to one service is said even if it fails with the next. */
    private ControlReply forEach(List<Service> services, String done, Action action) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (Service service : services) {
            try {
                await(action.on(service.name()));
            } catch (ComponentException e) {
                lines.add("%s: %s".formatted(service.name(), e.getMessage()));
                return ControlReply.of(Result.FAILED, lines);
            }
            lines.add(service.name() + " " + done);
        }
        return ControlReply.of(Result.DONE, lines);
    }

    private ControlReply switchTo(Service service, ControlRequest request) throws InterruptedException {
        if (service.site(request.site()).isEmpty()) {
            return ControlReply.of(
                    Result.INVALID,
                    "%s has no site named \"%s\", only %s"
                            .formatted(
                                    service.name(),
                                    request.site(),
                                    service.sites().stream().map(Site::name).toList()));
        }
        wait.awaitSite(service, request.site());
        RequestedSwitch asked = failover.request(
                service.name(),
                new SwitchRequest(request.site(), request.by(), request.reason(), request.force(), request.lasting()));
        Decision decision = await(asked.decided());
        Step.Kind step = decision.step().kind();
        if (step == Step.Kind.REFUSE) {
            List<String> unmet = decision.unmet().stream()
                    .map(gate -> CommandAdvice.sentence(service.name(), gate))
                    .toList();
            boolean elsewhere = !unmet.isEmpty()
                    && decision.unmet().stream().allMatch(gate -> gate.kind() == Gate.Kind.LEASE)
                    && isHeldElsewhere(service);
            return ControlReply.of(
                    elsewhere ? Result.ELSEWHERE : Result.REFUSED,
                    unmet.isEmpty() ? List.of(decision.reason()) : unmet);
        }
        boolean underWay = step == Step.Kind.SWITCH
                || failover.status(service.name())
                        .filter(status -> status.state().transition().isPresent())
                        .isPresent();
        return underWay
                ? awaitPublication(service, request, asked.published())
                : ControlReply.of(
                        Result.DONE,
                        step == Step.Kind.HOLD
                                ? "Nothing to do but to hold it: %s is at %s already"
                                        .formatted(service.name(), request.site())
                                : "Nothing to do: %s is at %s".formatted(service.name(), request.site()));
    }

    private boolean isHeldElsewhere(Service service) {
        return failover.status(service.name())
                .flatMap(ServiceStatus::coordinated)
                .filter(together -> together.lease().holder().isPresent())
                .isPresent();
    }

    private ControlReply awaitPublication(
            Service service, ControlRequest request, CompletableFuture<ServiceStatus> published)
            throws InterruptedException {
        try {
            ServiceStatus status = Answer.of(published, request.waiting());
            return ControlReply.of(Result.DONE, published(service, request.site(), status));
        } catch (TimeoutException e) {
            return unpublished(service, request, List.of(late(service, request)));
        } catch (ConflictException e) {
            String text = String.valueOf(e.getMessage());
            return ControlReply.of(Result.FAILED, text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1));
        } catch (UnavailableException e) {
            return unpublished(service, request, List.of());
        }
    }

    private ControlReply unpublished(Service service, ControlRequest request, List<String> late) {
        List<String> lines = new ArrayList<>();
        failover.status(service.name())
                .ifPresent(known -> known.publishingFailures()
                        .forEach((provider, why) -> lines.add("Writing to " + provider + " fails: " + why)));
        lines.addAll(late);
        lines.add("The decision that %s moves to %s stands and is journalled; the running agent continues with it"
                .formatted(service.name(), request.site()));
        return ControlReply.of(Result.FAILED, lines);
    }

    private String late(Service service, ControlRequest request) {
        return "Not published within %s: %s"
                .formatted(
                        Durations.format(request.waiting()),
                        failover.status(service.name())
                                .map(known -> known.records().sentence())
                                .orElse("nothing is known"));
    }

    private static String published(Service service, String site, ServiceStatus status) {
        String took = status.state()
                .lastSwitch()
                .flatMap(RememberedSwitch::publishing)
                .map(duration -> ", " + Durations.format(duration) + " after the decision")
                .orElse("");
        return "%s is at %s: %s%s. Caches keep the old address for at most %s."
                .formatted(
                        service.name(),
                        site,
                        status.records().sentence(),
                        took,
                        Durations.format(status.prediction().caching()));
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> result) throws InterruptedException {
        try {
            return Answer.of(result, TIME_TO_DECIDE);
        } catch (TimeoutException e) {
            throw new UnavailableException("not done within %s; `status` says whether it was done later"
                    .formatted(Durations.format(TIME_TO_DECIDE)));
        }
    }
}
