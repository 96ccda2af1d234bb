package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.decision.Decision;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Trial;
import dev.failover.notify.NotifierStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known, as maps, lists, text and numbers that any writer of JSON takes. The members are called as in the agent's {@code status
 * --json}. Durations are seconds, with fractions; what is not known is left out.
 */
final class StatusDocument {
    private StatusDocument() {}

    static Map<String, Object> of(Failover failover) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "services",
                failover.services().stream()
                        .flatMap(service -> of(failover, service).stream())
                        .toList());
        document.put(
                "notifiers",
                failover.notifiers().stream().map(StatusDocument::notifier).toList());
        return document;
    }

    /** Empty if there is no such service, or it was not looked at yet. */
    static Optional<Map<String, Object>> of(Failover failover, String service) {
        return failover.services().stream()
                .filter(known -> known.name().equals(service))
                .findFirst()
                .flatMap(known -> of(failover, known));
    }

    private static Optional<Map<String, Object>> of(Failover failover, Service service) {
        return failover.status(service.name()).map(status -> of(service, status));
    }

    private static Map<String, Object> of(Service said, ServiceStatus status) {
        ServiceState state = status.state();
        Members service = new Members().put("service", status.service());
        state.assignment()
                .ifPresent(assignment -> service.put(
                        "assignment",
                        new Members()
                                .put("site", assignment.site())
                                .put("epoch", assignment.epoch())
                                .put("since", assignment.since())
                                .put("cause", assignment.cause())
                                .put("by", assignment.by())
                                .put("reason", assignment.reason())
                                .put("published", state.transition().isEmpty())));
        state.pause().ifPresent(pause -> service.put("pause", said(pause.since(), pause.by(), pause.reason())));
        state.latch()
                .ifPresent(latch -> service.put(
                        "latch", new Members().put("since", latch.since()).put("reason", latch.reason())));
        state.approval()
                .ifPresent(approval -> service.put(
                        "approval",
                        said(approval.since(), approval.by(), approval.reason())
                                .put("site", approval.site())
                                .put("until", approval.until())));
        state.acknowledgement()
                .ifPresent(known -> service.put(
                        "acknowledgement",
                        said(known.since(), known.by(), known.reason()).put("of", List.copyOf(known.of()))));
        Members conditions = new Members();
        state.conditions().forEach(conditions::put);
        return service.put(
                        "sites",
                        status.sites().stream().map(site -> site(site, state)).toList())
                .put("conditions", conditions)
                .put("rtoSeconds", said.rto())
                .put("rpoSeconds", said.rpo())
                .put(
                        "switches",
                        state.switches().stream().map(StatusDocument::made).toList())
                .put("connectivity", status.connectivity())
                .put(
                        "records",
                        new Members()
                                .put("status", status.records().status())
                                .put("sentence", status.records().sentence()))
                .put("decision", decision(status.decision()))
                .put("prediction", prediction(status.prediction()))
                .put("publishingFailures", status.publishingFailures())
                .put(
                        "trials",
                        state.trials().stream()
                                .flatMap(trial ->
                                        said.policy().maxAge(trial.kind()).map(limit -> trial(trial, limit)).stream())
                                .toList())
                .map();
    }

    private static Map<String, Object> trial(Trial trial, Duration limit) {
        return new Members()
                .put("trial", trial.kind())
                .put("basis", trial.basis())
                .put("since", trial.since())
                .put("until", trial.since().plus(limit))
                .put("expired", trial.expired())
                .map();
    }

    private static Members said(Instant since, String by, String reason) {
        return new Members().put("since", since).put("by", by).put("reason", reason);
    }

    private static Map<String, Object> site(SiteFacts site, ServiceState state) {
        return new Members()
                .put("site", site.site())
                .put(
                        "active",
                        state.assignment()
                                .filter(assignment -> assignment.site().equals(site.site()))
                                .isPresent())
                .put("verdict", site.verdict())
                .put("verdictSeconds", site.lasting())
                .put("detail", site.detail())
                .put(
                        "address",
                        new Members()
                                .put("usable", site.address().usable())
                                .put("sentence", site.address().sentence()))
                .put("certificateExpiry", site.certificateExpiry())
                .put("replicaAgeSeconds", site.replicaAge())
                .map();
    }

    private static Map<String, Object> made(RememberedSwitch made) {
        return new Members()
                .put("epoch", made.epoch())
                .put("cause", made.cause())
                .put("from", made.from())
                .put("to", made.to())
                .put("decidedAt", made.decidedAt())
                .put("automatic", made.automatic())
                .put("predictedSeconds", made.predicted())
                .put("tookSeconds", made.took())
                .put("publishingSeconds", made.publishing())
                .map();
    }

    private static Members decision(Decision decision) {
        return new Members()
                .put("step", decision.step().kind())
                .put("reason", decision.reason())
                .put(
                        "gates",
                        decision.gates().stream()
                                .map(gate -> new Members()
                                        .put("gate", gate.kind())
                                        .put("met", gate.met())
                                        .put("sentence", gate.sentence())
                                        .map())
                                .toList())
                .put(
                        "conditions",
                        decision.conditions().stream()
                                .map(condition -> new Members()
                                        .put("id", condition.id())
                                        .put("sentence", condition.sentence())
                                        .map())
                                .toList());
    }

    private static Members prediction(Prediction prediction) {
        return new Members()
                .put("detectionSeconds", prediction.detection())
                .put("gatesSeconds", prediction.gates())
                .put("takeoverSeconds", prediction.takeover())
                .put("publishingSeconds", prediction.publishing())
                .put("publishingMeasured", prediction.measured())
                .put("cachingSeconds", prediction.caching())
                .put("publishedSeconds", prediction.published())
                .put("visibleSeconds", prediction.visible());
    }

    private static Map<String, Object> notifier(NotifierStatus status) {
        return new Members()
                .put("notifier", status.notifier())
                .put("waiting", status.waiting())
                .put("oldest", status.oldest())
                .put("delivered", status.delivered())
                .put("failed", status.failed())
                .map();
    }

    /** {@code as-decided} of {@code AS_DECIDED}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An object under way. */
    private static final class Members {
        private final Map<String, Object> members = new LinkedHashMap<>();

        Members put(String name, Object value) {
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> put(name, present));
            } else if (value instanceof Members object) {
                members.put(name, object.map());
            } else if (value instanceof Enum<?> constant) {
                members.put(name, word(constant));
            } else if (value instanceof Instant instant) {
                members.put(name, instant.toString());
            } else if (value instanceof Duration duration) {
                members.put(name, duration.toMillis() / 1000.0);
            } else {
                members.put(name, value);
            }
            return this;
        }

        Map<String, Object> map() {
            return members;
        }
    }
}
