package dev.failover.internal.notify;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.component.RejectedException;
import dev.failover.internal.json.CompleteRecords;
import dev.failover.internal.json.TextAdapter;
import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Grouped;
import dev.failover.internal.notify.OutboxEntry.Heard;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The outbox's entries as one line of JSON each: the members of a record, and its {@code type}. */
final class OutboxFormat {
    private static final String TYPE = "type";
    /** Only there where a notifier waits for others. */
    private static final String AFTER = "after";

    private static final Map<String, Class<? extends OutboxEntry>> TYPES = Map.of(
            "posted", Posted.class,
            "failed", Failed.class,
            "refused", Refused.class,
            "delivered", Delivered.class,
            "grouped", Grouped.class,
            "heard", Heard.class,
            "settled", Settled.class);

    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, new TextAdapter<>(Instant::parse))
            .registerTypeAdapter(Duration.class, new TextAdapter<>(Duration::parse))
            .registerTypeAdapterFactory(new CompleteRecords(Map.of("Posted." + AFTER, before -> new JsonObject())))
            .create();

    private OutboxFormat() {}

    static String write(OutboxEntry entry) {
        JsonObject json = new JsonObject();
        TYPES.forEach((type, kind) -> {
            if (kind.isInstance(entry)) {
                json.addProperty(TYPE, type);
            }
        });
        GSON.toJsonTree(entry).getAsJsonObject().asMap().forEach(json::add);
        if (entry instanceof Posted posted && posted.after().isEmpty()) {
            json.remove(AFTER);
        }
        return json.toString();
    }

    /** @throws RejectedException if the line is none of this outbox's */
    static OutboxEntry read(String line) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            JsonElement type = json.get(TYPE);
            Class<? extends OutboxEntry> kind = type == null ? null : TYPES.get(type.getAsString());
            if (kind == null) {
                throw new JsonParseException("unknown type " + type);
            }
            return GSON.fromJson(json, kind);
        } catch (RuntimeException e) {
            // What a record's constructor has to say about its components comes wrapped.
            throw new RejectedException(
                    "An entry of the outbox's log is not understood (" + e.getMessage()
                            + "). Move the file away to start without the notifications that are still to be delivered.",
                    e);
        }
    }
}
