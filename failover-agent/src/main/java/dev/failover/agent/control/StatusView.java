package dev.failover.agent.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.failover.Failover;
import dev.failover.Prediction;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.Site;
import dev.failover.agent.config.Configuration;
import dev.failover.component.RejectedException;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.ServiceState;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRecord;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.sync.MirrorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All that is known of the services, as a JSON document whose schema users rely on: members are only ever added. */
public final class StatusView {
    private StatusView() {}

    /** As the running agent knows it. */
    static JsonObject of(Failover failover, Configuration configuration, Map<String, MirrorStatus> syncs) {
        JsonObject agent = new JsonObject();
        agent.addProperty("running", true);
        agent.addProperty("pid", ProcessHandle.current().pid());
        JsonArray services = new JsonArray();
        for (Service service : configuration.services()) {
            JsonObject view = failover.status(service.name())
                    .map(status -> live(service, status))
                    .orElseGet(() -> stored(service, ServiceState.INITIAL));
            services.add(view);
        }
        JsonObject document = document(agent, services, configuration);
        JsonArray views = new JsonArray();
        syncs.forEach((name, status) -> views.add(SyncView.of(name, status)));
        document.add("syncs", views);
        return document;
    }

    /**
     * As the state directory has it, while no agent is running.
     *
     * @throws RejectedException if it can't be read
     */
    public static JsonObject stored(Configuration configuration) {
        JsonObject agent = new JsonObject();
        agent.addProperty("running", false);
        Map<String, ServiceState> states = new HashMap<>();
        for (JournalEntry entry : FileStateStore.read(configuration.stateDirectory())) {
            states.put(entry.service(), entry.state());
        }
        JsonArray services = new JsonArray();
        configuration
                .services()
                .forEach(service ->
                        services.add(stored(service, states.getOrDefault(service.name(), ServiceState.INITIAL))));
        return document(agent, services, configuration);
    }

    private static JsonObject document(JsonObject agent, JsonArray services, Configuration configuration) {
        JsonObject document = new JsonObject();
        document.add("agent", agent);
        document.add("services", services);
        JsonArray pending = new JsonArray();
        pending(configuration).forEach(one -> pending.add(notification(one)));
        document.add("pendingNotifications", pending);
        JsonArray replicas = new JsonArray();
        configuration.replicas().values().forEach(replica -> replicas.add(SyncView.of(replica)));
        document.add("replicas", replicas);
        return document;
    }

    /** What has yet to be delivered, as the outbox's log has it. */
    static List<PendingNotification> pending(Configuration configuration) {
        return StateDirectory.read(configuration.stateDirectory(), "outbox")
                .map(Outbox::pending)
                .orElse(List.of());
    }

    private static JsonObject notification(PendingNotification pending) {
        JsonObject view = new JsonObject();
        view.addProperty("id", pending.id());
        view.addProperty("title", pending.title());
        view.addProperty("posted", pending.posted().toString());
        view.addProperty("notifier", pending.notifier());
        view.addProperty("lastError", pending.lastError());
        return view;
    }

    /** What a watching process knows of one service. */
    public static JsonObject live(Service service, ServiceStatus status) {
        JsonObject view = stored(service, status.state());
        JsonArray sites = new JsonArray();
        status.sites().forEach(site -> sites.add(site(service, status.state(), site)));
        view.add("sites", sites);
        view.addProperty("connectivity", word(status.connectivity()));
        JsonObject records = new JsonObject();
        records.addProperty("status", word(status.records().status()));
        records.addProperty("sentence", status.records().sentence());
        view.add("records", records);
        view.add("decision", decision(service.name(), status.decision()));
        view.add("prediction", prediction(status.prediction()));
        JsonObject failures = new JsonObject();
        status.publishingFailures().forEach(failures::addProperty);
        view.add("publishingFailures", failures);
        return view;
    }

    private static JsonObject stored(Service service, ServiceState state) {
        JsonObject view = new JsonObject();
        view.addProperty("service", service.name());
        view.add("assignment", orNull(state.assignment(), assignment -> {
            JsonObject part = new JsonObject();
            part.addProperty("site", assignment.site());
            part.addProperty("epoch", assignment.epoch());
            part.addProperty("since", assignment.since().toString());
            part.addProperty("cause", word(assignment.cause()));
            part.addProperty("by", assignment.by());
            part.addProperty("reason", assignment.reason());
            part.addProperty("published", state.transition().isEmpty());
            return part;
        }));
        view.add("pause", orNull(state.pause(), pause -> {
            JsonObject part = new JsonObject();
            part.addProperty("since", pause.since().toString());
            part.addProperty("by", pause.by());
            part.addProperty("reason", pause.reason());
            return part;
        }));
        view.add("latch", orNull(state.latch(), latch -> {
            JsonObject part = new JsonObject();
            part.addProperty("since", latch.since().toString());
            part.addProperty("reason", latch.reason());
            return part;
        }));
        view.add("approval", orNull(state.approval(), approval -> {
            JsonObject part = new JsonObject();
            part.addProperty("site", approval.site());
            part.addProperty("since", approval.since().toString());
            part.addProperty("until", approval.until().toString());
            part.addProperty("by", approval.by());
            part.addProperty("reason", approval.reason());
            return part;
        }));
        view.add("held", orNull(state.heldBy(Instant.now()), choice -> {
            JsonObject part = new JsonObject();
            part.addProperty("site", choice.site());
            part.addProperty("since", choice.since().toString());
            part.add("until", orNull(choice.until(), until -> new JsonPrimitive(until.toString())));
            part.addProperty("by", choice.by());
            part.addProperty("reason", choice.reason());
            return part;
        }));
        JsonArray sites = new JsonArray();
        service.sites().forEach(site -> sites.add(site(service, state, site)));
        view.add("sites", sites);
        JsonObject conditions = new JsonObject();
        state.conditions().forEach((id, since) -> conditions.addProperty(id, since.toString()));
        view.add("conditions", conditions);
        view.add("rtoSeconds", orNull(service.rto(), StatusView::seconds));
        JsonArray switches = new JsonArray();
        state.switches().forEach(made -> switches.add(made(made)));
        view.add("switches", switches);
        return view;
    }

    private static JsonObject site(Service service, ServiceState state, Site site) {
        JsonObject view = new JsonObject();
        view.addProperty("site", site.name());
        view.addProperty("role", service.sites().get(0).name().equals(site.name()) ? "primary" : "standby");
        view.addProperty(
                "active",
                state.assignment()
                        .filter(assignment -> assignment.site().equals(site.name()))
                        .isPresent());
        view.addProperty("degraded", site.isDegraded());
        return view;
    }

    private static JsonObject site(Service service, ServiceState state, SiteFacts facts) {
        JsonObject view = service.site(facts.site())
                .map(site -> site(service, state, site))
                .orElseGet(JsonObject::new);
        view.addProperty("verdict", word(facts.verdict()));
        view.add("verdictSeconds", seconds(facts.lasting()));
        view.addProperty("detail", facts.detail());
        JsonObject address = new JsonObject();
        address.addProperty("usable", facts.address().usable());
        address.addProperty("sentence", facts.address().sentence());
        view.add("address", address);
        view.add(
                "certificateExpiry", orNull(facts.certificateExpiry(), expiry -> new JsonPrimitive(expiry.toString())));
        view.add("replicaAgeSeconds", orNull(facts.replicaAge(), StatusView::seconds));
        return view;
    }

    private static JsonObject made(SwitchRecord made) {
        JsonObject view = new JsonObject();
        view.addProperty("epoch", made.epoch());
        view.addProperty("cause", word(made.cause()));
        view.addProperty("from", made.from());
        view.addProperty("to", made.to());
        view.addProperty("decidedAt", made.decidedAt().toString());
        view.addProperty("automatic", made.automatic());
        view.add("predictedSeconds", orNull(made.predicted(), StatusView::seconds));
        view.add("tookSeconds", orNull(made.took(), StatusView::seconds));
        view.add("publishingSeconds", orNull(made.publishing(), StatusView::seconds));
        view.add("began", orNull(made.began(), began -> new JsonPrimitive(began.toString())));
        view.add("publishedAt", orNull(made.publishedAt(), published -> new JsonPrimitive(published.toString())));
        view.addProperty("late", made.isLate());
        return view;
    }

    /** A decision and the gates it was held against. */
    static JsonObject decision(String service, Decision decision) {
        JsonObject view = new JsonObject();
        view.addProperty("step", word(decision.step().kind()));
        if (decision.step() instanceof Step.Switch made) {
            view.addProperty("to", made.site());
            view.addProperty("cause", word(made.cause()));
        }
        view.addProperty("reason", decision.reason());
        JsonArray gates = new JsonArray();
        for (Gate gate : decision.gates()) {
            JsonObject part = new JsonObject();
            part.addProperty("gate", word(gate.kind()));
            part.addProperty("met", gate.met());
            part.addProperty("sentence", CommandAdvice.sentence(service, gate));
            gates.add(part);
        }
        view.add("gates", gates);
        JsonArray conditions = new JsonArray();
        decision.conditions().forEach(condition -> {
            JsonObject part = new JsonObject();
            part.addProperty("id", condition.id());
            part.addProperty("sentence", CommandAdvice.sentence(service, condition));
            conditions.add(part);
        });
        view.add("conditions", conditions);
        return view;
    }

    /** How long an unplanned switch would take. */
    public static JsonObject prediction(Prediction prediction) {
        JsonObject view = new JsonObject();
        view.add("detectionSeconds", seconds(prediction.detection()));
        view.add("gatesSeconds", seconds(prediction.gates()));
        view.add("publishingSeconds", seconds(prediction.publishing()));
        view.addProperty("publishingMeasured", prediction.measured());
        view.add("cachingSeconds", seconds(prediction.caching()));
        view.add("publishedSeconds", seconds(prediction.published()));
        view.add("visibleSeconds", seconds(prediction.visible()));
        return view;
    }

    private static JsonElement seconds(Duration duration) {
        return new JsonPrimitive(duration.toMillis() / 1000.0);
    }

    private static <T> JsonElement orNull(Optional<T> value, Function<? super T, ? extends JsonElement> view) {
        return value.isPresent() ? view.apply(value.get()) : JsonNull.INSTANCE;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
