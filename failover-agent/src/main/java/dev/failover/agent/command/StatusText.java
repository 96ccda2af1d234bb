package dev.failover.agent.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.time.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A status document as text for a human. */
final class StatusText {
    private static final int SWITCHES_SHOWN = 5;

    private final PrintStream out;

    StatusText(PrintStream out) {
        this.out = out;
    }

    void print(JsonObject document) {
        JsonObject agent = document.getAsJsonObject("agent");
        out.println(
                agent.get("running").getAsBoolean()
                        ? "The agent is running (process " + agent.get("pid").getAsLong() + ")"
                        : "The agent is not running; this is what it last wrote down");
        for (JsonElement service : document.getAsJsonArray("services")) {
            out.println();
            service(service.getAsJsonObject());
        }
        syncs(document);
        for (JsonElement pending : document.getAsJsonArray("pendingNotifications")) {
            JsonObject one = pending.getAsJsonObject();
            String error = text(one, "lastError");
            out.printf(
                    "%nNot yet delivered by %s: \"%s\"%s%n",
                    text(one, "notifier"), text(one, "title"), error.isEmpty() ? "" : " (" + error + ")");
        }
    }

    private void syncs(JsonObject document) {
        if (isThere(document, "replicas")) {
            document.getAsJsonArray("replicas").forEach(element -> {
                JsonObject replica = element.getAsJsonObject();
                out.printf(
                        "%nreplica %s in %s (%s/%s): %s%n",
                        text(replica, "replica"),
                        text(replica, "directory"),
                        text(replica, "service"),
                        text(replica, "site"),
                        text(replica, "sentence"));
            });
        }
        if (isThere(document, "syncs")) {
            document.getAsJsonArray("syncs").forEach(element -> sync(element.getAsJsonObject()));
        }
    }

    private void sync(JsonObject sync) {
        out.printf(
                "%nsync %s: %s%s%n",
                text(sync, "sync"),
                text(sync, "state"),
                isThere(sync, "latestScanStarted")
                        ? ", complete as of " + moment(sync, "latestScanStarted")
                        : ", not complete yet");
        for (String what : List.of("problem", "blind")) {
            if (!text(sync, what).isEmpty()) {
                out.println("  ! " + text(sync, what));
            }
        }
    }

    /** One service; also of a plan. */
    void service(JsonObject service) {
        out.println(text(service, "service") + ": " + assignment(service.get("assignment")));
        if (isThere(service, "pause")) {
            JsonObject pause = service.getAsJsonObject("pause");
            String reason = text(pause, "reason");
            out.printf(
                    "  paused by %s since %s%s%n",
                    text(pause, "by"), moment(pause, "since"), reason.isEmpty() ? "" : " (" + reason + ")");
        }
        if (isThere(service, "latch")) {
            JsonObject latch = service.getAsJsonObject("latch");
            out.printf(
                    "  latched since %s: %s. %s%n",
                    moment(latch, "since"), text(latch, "reason"), CommandAdvice.resume(text(service, "service")));
        }
        if (isThere(service, "held")) {
            JsonObject held = service.getAsJsonObject("held");
            out.printf(
                    "  held at %s by %s since %s%s (%s)%s%n",
                    text(held, "site"),
                    text(held, "by"),
                    moment(held, "since"),
                    isThere(held, "until") ? " until " + moment(held, "until") : "",
                    text(held, "reason"),
                    isThere(held, "until") ? "" : ". " + CommandAdvice.endHold(text(service, "service")));
        }
        if (isThere(service, "approval")) {
            JsonObject approval = service.getAsJsonObject("approval");
            out.printf(
                    "  %s approved of one switch to %s until %s (%s)%n",
                    text(approval, "by"), text(approval, "site"), moment(approval, "until"), text(approval, "reason"));
        }
        service.getAsJsonArray("sites").forEach(site -> site(site.getAsJsonObject()));
        if (isThere(service, "records")) {
            out.println("  records: " + text(service.getAsJsonObject("records"), "sentence"));
        }
        if (isThere(service, "connectivity") && !text(service, "connectivity").equals("connected")) {
            out.println("  this watcher's own network: " + text(service, "connectivity"));
        }
        if (isThere(service, "decision")) {
            decision(service.getAsJsonObject("decision"));
        }
        if (isThere(service, "publishingFailures")) {
            service.getAsJsonObject("publishingFailures")
                    .entrySet()
                    .forEach(failure -> out.printf(
                            "  writing to %s fails: %s%n",
                            failure.getKey(), failure.getValue().getAsString()));
        }
        conditions(service.getAsJsonObject("conditions"));
        if (isThere(service, "prediction")) {
            prediction(service.getAsJsonObject("prediction"), service);
        }
        switches(service);
    }

    private static String assignment(JsonElement assignment) {
        if (assignment == null || assignment.isJsonNull()) {
            return "nothing is decided yet";
        }
        JsonObject decided = assignment.getAsJsonObject();
        return "at %s since %s (%s by %s: %s)%s"
                .formatted(
                        text(decided, "site"),
                        moment(decided, "since"),
                        text(decided, "cause"),
                        text(decided, "by"),
                        text(decided, "reason"),
                        decided.get("published").getAsBoolean() ? "" : ", not yet published everywhere");
    }

    private void site(JsonObject site) {
        List<String> parts = new ArrayList<>();
        parts.add(text(site, "role")
                + (site.get("active").getAsBoolean() ? ", active" : "")
                + (isThere(site, "degraded") && site.get("degraded").getAsBoolean() ? ", degraded" : ""));
        if (isThere(site, "verdict")) {
            parts.add("%s for %s (%s)"
                    .formatted(
                            text(site, "verdict").toUpperCase(Locale.ROOT),
                            duration(site, "verdictSeconds"),
                            text(site, "detail")));
            parts.add(text(site.getAsJsonObject("address"), "sentence"));
        }
        if (isThere(site, "certificateExpiry")) {
            parts.add("certificate until " + moment(site, "certificateExpiry"));
        }
        if (isThere(site, "replicaAgeSeconds")) {
            parts.add("replica " + duration(site, "replicaAgeSeconds") + " old");
        }
        out.printf("  %-10s %s%n", text(site, "site"), String.join("; ", parts));
    }

    private void decision(JsonObject decision) {
        String step = text(decision, "step");
        out.printf(
                "  decision: %s%s: %s%n",
                step, step.equals("switch") ? " to " + text(decision, "to") : "", text(decision, "reason"));
        decision.getAsJsonArray("gates").forEach(element -> {
            JsonObject gate = element.getAsJsonObject();
            out.printf(
                    "    %-5s %-12s %s%n",
                    gate.get("met").getAsBoolean() ? "met" : "UNMET", text(gate, "gate"), text(gate, "sentence"));
        });
        decision.getAsJsonArray("conditions")
                .forEach(condition -> out.println("  ! " + text(condition.getAsJsonObject(), "sentence")));
    }

    private void conditions(JsonObject conditions) {
        for (Map.Entry<String, JsonElement> condition : conditions.entrySet()) {
            out.printf("  told since %s: %s%n", moment(conditions, condition.getKey()), condition.getKey());
        }
    }

    private void prediction(JsonObject prediction, JsonObject service) {
        out.printf(
                "  an unplanned switch takes at most %s: detection %s + gates %s + publishing %s (%s) + caches %s%s%n",
                duration(prediction, "visibleSeconds"),
                duration(prediction, "detectionSeconds"),
                duration(prediction, "gatesSeconds"),
                duration(prediction, "publishingSeconds"),
                prediction.get("publishingMeasured").getAsBoolean() ? "as measured" : "assumed, not measured yet",
                duration(prediction, "cachingSeconds"),
                isThere(service, "rtoSeconds") ? "; the rto is " + duration(service, "rtoSeconds") : "");
    }

    private void switches(JsonObject service) {
        List<JsonElement> switches = service.getAsJsonArray("switches").asList();
        for (JsonElement element : switches.subList(Math.max(0, switches.size() - SWITCHES_SHOWN), switches.size())) {
            JsonObject made = element.getAsJsonObject();
            out.printf(
                    "  %s %s from %s to %s: predicted %s, took %s%s%n",
                    moment(made, "decidedAt"),
                    text(made, "cause"),
                    text(made, "from").isEmpty() ? "nowhere" : text(made, "from"),
                    text(made, "to"),
                    isThere(made, "predictedSeconds") ? duration(made, "predictedSeconds") : "nothing",
                    isThere(made, "tookSeconds") ? duration(made, "tookSeconds") : "(not published)",
                    isThere(made, "late") && made.get("late").getAsBoolean() ? ", late" : "");
        }
    }

    private static boolean isThere(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && !member.isJsonNull();
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    private static String moment(JsonObject object, String name) {
        return Instant.parse(text(object, name)).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String duration(JsonObject object, String name) {
        return Durations.format(Duration.ofMillis(Math.round(object.get(name).getAsDouble() * 1000)));
    }
}
