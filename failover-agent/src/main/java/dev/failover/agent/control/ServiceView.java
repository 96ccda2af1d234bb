package dev.failover.agent.control;

import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Approval;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.HumanChoice;
import dev.failover.decision.Latch;
import dev.failover.decision.Pause;
import dev.failover.decision.RecordLook;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.SiteFacts.AddressFact;
import dev.failover.decision.Step;
import dev.failover.decision.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one service, as {@link Documents} writes it. What may be null is known to a watching process only. The pause, the
 * latch, the approval, what holds the service and what is acknowledged are the journal's own values: their components are members, too.
 *
 * @param trials null from an agent of an earlier version
 * @param rpoSeconds the same. In JSON, null says something else than a member that is not there
 */
@SuppressWarnings("NullableOptional")
public record ServiceView(
        String service,
        Optional<Assigned> assignment,
        Optional<Pause> pause,
        Optional<Latch> latch,
        Optional<Approval> approval,
        Optional<HumanChoice> held,
        Optional<Acknowledgement> acknowledgement,
        List<SiteView> sites,
        Map<String, Instant> conditions,
        Optional<Duration> rtoSeconds,
        List<Switched> switches,
        @Nullable String connectivity,
        @Nullable Records records,
        @Nullable Decided decision,
        @Nullable Predicted prediction,
        @Nullable Map<String, String> publishingFailures,
        @Nullable Map<String, String> inhibited,
        @Nullable CoordinatedView coordinated,
        @Nullable List<TrialView> trials,
        @Nullable Optional<Duration> rpoSeconds) {

    /** As a watching process knows it. */
    public static ServiceView of(Service service, ServiceStatus status, Instant now) {
        ServiceState state = status.state();
        Prediction expected = status.prediction();
        ServiceView stored = stored(service, state, now);
        return new ServiceView(
                stored.service,
                stored.assignment,
                stored.pause,
                stored.latch,
                stored.approval,
                stored.held,
                stored.acknowledgement,
                status.sites().stream()
                        .map(facts -> SiteView.of(service, state, facts))
                        .toList(),
                stored.conditions,
                stored.rtoSeconds,
                stored.switches,
                Documents.word(status.connectivity()),
                Records.of(status),
                Decided.of(service.name(), status.decision()),
                new Predicted(
                        expected.detection(),
                        expected.gates(),
                        expected.takeover(),
                        expected.publishing(),
                        expected.measured(),
                        expected.caching(),
                        expected.published(),
                        expected.visible()),
                status.publishingFailures(),
                new TreeMap<>(status.inhibited()),
                status.coordinated().map(CoordinatedView::of).orElse(null),
                stored.trials,
                stored.rpoSeconds);
    }

    /** As the state directory has it. */
    static ServiceView stored(Service service, ServiceState state, Instant now) {
        return new ServiceView(
                service.name(),
                state.assignment()
                        .map(assignment -> new Assigned(
                                assignment.site(),
                                assignment.epoch(),
                                assignment.since(),
                                Documents.word(assignment.cause()),
                                assignment.by(),
                                assignment.reason(),
                                state.transition().isEmpty())),
                state.pause(),
                state.latch(),
                state.approval(),
                state.heldBy(now),
                state.acknowledgement(),
                service.sites().stream()
                        .map(site -> SiteView.stored(service, state, site))
                        .toList(),
                state.conditions(),
                service.rto(),
                state.switches().stream().map(Switched::of).toList(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                state.trials().stream()
                        .flatMap(trial -> TrialView.of(service, trial).stream())
                        .toList(),
                service.rpo());
    }

    /** Where the service is. */
    public record Assigned(
            String site, long epoch, Instant since, String cause, String by, String reason, boolean published) {}

    /** One of its sites. In JSON, null says something else than a member that is not there. */
    @SuppressWarnings("NullableOptional")
    public record SiteView(
            String site,
            String role,
            boolean active,
            boolean degraded,
            @Nullable String verdict,
            @Nullable Duration verdictSeconds,
            @Nullable String detail,
            @Nullable AddressFact address,
            @Nullable Optional<Instant> certificateExpiry,
            @Nullable Optional<Duration> replicaAgeSeconds) {
        private static SiteView stored(Service service, ServiceState state, Site site) {
            return new SiteView(
                    site.name(),
                    role(service, site.name()),
                    isActive(state, site.name()),
                    site.isDegraded(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        private static SiteView of(Service service, ServiceState state, SiteFacts facts) {
            return new SiteView(
                    facts.site(),
                    role(service, facts.site()),
                    isActive(state, facts.site()),
                    service.site(facts.site()).filter(Site::isDegraded).isPresent(),
                    Documents.word(facts.verdict()),
                    facts.lasting(),
                    facts.detail(),
                    facts.address(),
                    facts.certificateExpiry(),
                    facts.replicaAge());
        }

        private static String role(Service service, String site) {
            return service.sites().get(0).name().equals(site) ? "primary" : "standby";
        }

        private static boolean isActive(ServiceState state, String site) {
            return state.assignment()
                    .filter(assignment -> assignment.site().equals(site))
                    .isPresent();
        }
    }

    /** A switch that was made. */
    public record Switched(
            long epoch,
            String cause,
            String from,
            String to,
            Instant decidedAt,
            boolean automatic,
            Optional<Duration> predictedSeconds,
            Optional<Duration> tookSeconds,
            Optional<Duration> publishingSeconds,
            Optional<Instant> began,
            Optional<Instant> publishedAt,
            boolean late) {
        private static Switched of(RememberedSwitch made) {
            return new Switched(
                    made.epoch(),
                    Documents.word(made.cause()),
                    made.from(),
                    made.to(),
                    made.decidedAt(),
                    made.automatic(),
                    made.predicted(),
                    made.took(),
                    made.publishing(),
                    made.began(),
                    made.publishedAt(),
                    made.isLate());
        }
    }

    /**
     * What is served.
     *
     * @param lookedAt when the zones' servers were last asked; empty if they were not yet
     * @param sets what each server gave then, one record set after the other
     */
    public record Records(String status, String sentence, Optional<Instant> lookedAt, List<RecordSetView> sets) {
        private static Records of(ServiceStatus status) {
            return new Records(
                    Documents.word(status.records().status()),
                    status.records().sentence(),
                    status.look().map(RecordLook::at),
                    status.look().map(RecordLook::records).orElse(List.of()).stream()
                            .map(RecordSetView::of)
                            .toList());
        }
    }

    /**
     * A decision and the gates it was held against.
     *
     * @param to null if it is no switch
     * @param cause null if it is no switch
     */
    public record Decided(
            String step,
            @Nullable String to,
            @Nullable String cause,
            String reason,
            List<GateView> gates,
            List<ConditionView> conditions) {
        private static Decided of(String service, Decision decision) {
            Optional<Step.Switch> made = Optional.of(decision.step())
                    .filter(Step.Switch.class::isInstance)
                    .map(Step.Switch.class::cast);
            return new Decided(
                    Documents.word(decision.step().kind()),
                    made.map(Step.Switch::site).orElse(null),
                    made.map(Step.Switch::cause).map(Documents::word).orElse(null),
                    decision.reason(),
                    decision.gates().stream()
                            .map(gate -> GateView.of(service, gate))
                            .toList(),
                    decision.conditions().stream()
                            .map(condition -> ConditionView.of(service, condition))
                            .toList());
        }
    }

    /**
     * Something that is to be tried now and then.
     *
     * @param trial {@code drill} or {@code restore-test}
     * @param basis what its age counts from
     * @param until from when on switches wait for a human, if it is not passed before
     * @param expired since when they do
     */
    public record TrialView(String trial, String basis, Instant since, Instant until, Optional<Instant> expired) {
        private static Optional<TrialView> of(Service service, Trial trial) {
            return service.policy()
                    .maxAge(trial.kind())
                    .map(limit -> new TrialView(
                            trial.kind().word(),
                            Documents.word(trial.basis()),
                            trial.since(),
                            trial.since().plus(limit),
                            trial.expired()));
        }
    }

    /** A gate. */
    public record GateView(String gate, boolean met, String sentence) {
        static GateView of(String service, Gate gate) {
            return new GateView(Documents.word(gate.kind()), gate.met(), CommandAdvice.sentence(service, gate));
        }
    }

    /** Something humans are told. */
    public record ConditionView(String id, String sentence) {
        private static ConditionView of(String service, Condition condition) {
            return new ConditionView(condition.id(), CommandAdvice.sentence(service, condition));
        }
    }

    /** How long an unplanned switch would take. */
    public record Predicted(
            Duration detectionSeconds,
            Duration gatesSeconds,
            Duration takeoverSeconds,
            Duration publishingSeconds,
            boolean publishingMeasured,
            Duration cachingSeconds,
            Duration publishedSeconds,
            Duration visibleSeconds) {}
}
