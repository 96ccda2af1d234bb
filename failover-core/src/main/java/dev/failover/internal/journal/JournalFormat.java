package dev.failover.internal.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.failover.decision.Cause;
import dev.failover.internal.json.CompleteRecords;
import dev.failover.internal.json.OptionalAdapters;
import dev.failover.internal.json.TextAdapter;
import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Journal entries as one line of JSON each. What is missing on reading is an error, never a default, unless it was added after
 * the first version: then {@link #ADDED} says what it means that an older entry lacks it.
 */
final class JournalFormat {
    /**
     * By record and component: what to read where an entry was written before there was such a thing, by what else it says. Never
     * removed.
     */
    private static final Map<String, Function<JsonObject, JsonElement>> ADDED = Map.of(
            "ServiceState.approval", state -> JsonNull.INSTANCE,
            "ServiceState.outstanding", state -> new JsonArray(),
            "ServiceState.written", state -> new JsonArray(),
            "ServiceState.choice", JournalFormat::chosenBefore,
            "ServiceState.acknowledgement", state -> JsonNull.INSTANCE,
            "ServiceState.trials", state -> new JsonArray(),
            "ServiceState.acknowledged", JournalFormat::acknowledgedBefore,
            "RememberedSwitch.measured", made -> new JsonPrimitive(false));

    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, new TextAdapter<>(Instant::parse))
            .registerTypeAdapter(Duration.class, new TextAdapter<>(Duration::parse))
            .registerTypeAdapter(
                    Kind.class, new TextAdapter<>(word -> Kind.named(word).orElse(Kind.OTHER)))
            .registerTypeAdapterFactory(new OptionalAdapters())
            .registerTypeAdapterFactory(new CompleteRecords(ADDED))
            .create();

    private JournalFormat() {}

    static String write(JournalEntry entry) {
        return GSON.toJson(entry);
    }

    /** A human's planned switch was a choice before it was written down as one. */
    private static JsonElement chosenBefore(JsonObject state) {
        if (!(state.get("assignment") instanceof JsonObject assignment)
                || !new JsonPrimitive(Cause.SWITCHOVER.name()).equals(assignment.get("cause"))) {
            return JsonNull.INSTANCE;
        }
        JsonObject choice = new JsonObject();
        List.of("site", "since", "by", "reason").forEach(name -> choice.add(name, assignment.get(name)));
        choice.add("until", JsonNull.INSTANCE);
        return choice;
    }

    /** What was acknowledged was told by a time before it was told by a number. */
    private static JsonElement acknowledgedBefore(JsonObject state) {
        Instant from = Instant.parse(state.get("countingFrom").getAsString());
        long latest = 0;
        for (JsonElement made : state.getAsJsonArray("switches")) {
            JsonObject fields = made.getAsJsonObject();
            if (Instant.parse(fields.get("decidedAt").getAsString()).isBefore(from)) {
                latest = Math.max(latest, fields.get("epoch").getAsLong());
            }
        }
        return new JsonPrimitive(latest);
    }

    /** @throws JsonParseException if the line is not a whole entry */
    static JournalEntry read(String line) {
        try {
            JsonElement element = JsonParser.parseString(line);
            if (!(element instanceof JsonObject entry)) {
                throw new JsonParseException("no entry");
            }
            if (entry.get("event") instanceof JsonObject event) {
                keepUnknownKind(event);
            }
            return GSON.fromJson(entry, JournalEntry.class);
        } catch (JsonParseException e) {
            throw e;
        } catch (RuntimeException e) {
            // What a record's constructor has to say about its components comes wrapped.
            throw new JsonParseException("a value that can't be: " + e.getMessage(), e);
        }
    }

    /** What a later version wrote down must not keep this one from reading the state that it led to. */
    private static void keepUnknownKind(JsonObject event) {
        if (event.get("kind") instanceof JsonPrimitive kind
                && event.get("text") instanceof JsonPrimitive text
                && Kind.named(kind.getAsString()).isEmpty()) {
            event.addProperty("text", kind.getAsString() + ": " + text.getAsString());
            event.addProperty("kind", Kind.OTHER.toString());
        }
    }
}
