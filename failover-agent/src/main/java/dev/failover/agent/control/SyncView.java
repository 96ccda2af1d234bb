package dev.failover.agent.control;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.component.ComponentException;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.ReplicaAge;
import dev.failover.sync.ReplicaAge.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What is known of syncs and replicas, as JSON. */
public final class SyncView {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private SyncView() {}

    static JsonObject of(String name, MirrorStatus status) {
        JsonObject view = new JsonObject();
        view.addProperty("sync", name);
        view.addProperty("state", status.state().name().toLowerCase(Locale.ROOT));
        view.add(
                "latestScanStarted",
                status.latest()
                        .<com.google.gson.JsonElement>map(
                                latest -> new JsonPrimitive(latest.scanStarted().toString()))
                        .orElse(JsonNull.INSTANCE));
        view.addProperty("pending", status.pending());
        view.addProperty("problem", CommandAdvice.sentence(name, status.problem(), status.remedy()));
        view.addProperty("blind", status.blind());
        return view;
    }

    /** A replica, looked at now: that is a file of this machine. */
    static JsonObject of(ReplicaDefinition replica) {
        JsonObject view = new JsonObject();
        view.addProperty("replica", replica.dataSet().name());
        view.addProperty("directory", replica.dataSet().directory().toString());
        view.addProperty("service", replica.service());
        view.addProperty("site", replica.site());
        Instant now = Instant.now();
        Reading reading = read(replica.dataSet());
        view.add(
                "ageSeconds",
                reading.age(now)
                        .<com.google.gson.JsonElement>map(age -> new JsonPrimitive(age.toMillis() / 1000.0))
                        .orElse(JsonNull.INSTANCE));
        view.addProperty("sentence", reading.sentence(now));
        return view;
    }

    /** What the replica in a directory of this machine says; why it says nothing, if it fails. */
    public static Reading read(DataSet replica) {
        try {
            return ReplicaAge.of(replica).read(TIMEOUT);
        } catch (ComponentException e) {
            return Reading.unknown(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reading.unknown("interrupted");
        }
    }
}
