package dev.failover.internal.notify;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.failover.component.RejectedException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One line of the outbox's log: something that happened to notifications. */
sealed interface OutboxEntry {
    /** A notification was posted. */
    record Posted(Notification notification, List<String> notifiers, Instant at) implements OutboxEntry {}

    /** A notifier could not speak for the first time; it goes on trying. */
    record Failed(List<String> ids, String notifier, String why) implements OutboxEntry {}

    /** A notifier refused, or was given up on. */
    record Refused(String id, String notifier, String why) implements OutboxEntry {}

    /** A notifier has spoken. */
    record Delivered(String id, String notifier) implements OutboxEntry {}

    /** Nothing is left to do for these. */
    record Settled(List<String> ids) implements OutboxEntry {}

    /** As one line of JSON. */
    default String json() {
        JsonObject json = new JsonObject();
        if (this instanceof Posted posted) {
            json.addProperty("type", "posted");
            json.addProperty("at", posted.at().toString());
            json.add("notifiers", array(posted.notifiers()));
            json.add("notification", json(posted.notification()));
        } else if (this instanceof Failed failed) {
            json.addProperty("type", "failed");
            json.add("ids", array(failed.ids()));
            json.addProperty("notifier", failed.notifier());
            json.addProperty("why", failed.why());
        } else if (this instanceof Refused refused) {
            json.addProperty("type", "refused");
            json.addProperty("id", refused.id());
            json.addProperty("notifier", refused.notifier());
            json.addProperty("why", refused.why());
        } else if (this instanceof Delivered delivered) {
            json.addProperty("type", "delivered");
            json.addProperty("id", delivered.id());
            json.addProperty("notifier", delivered.notifier());
        } else if (this instanceof Settled settled) {
            json.addProperty("type", "settled");
            json.add("ids", array(settled.ids()));
        }
        return json.toString();
    }

    private static JsonArray array(List<String> items) {
        JsonArray array = new JsonArray();
        items.forEach(array::add);
        return array;
    }

    private static JsonObject json(Notification notification) {
        JsonObject json = new JsonObject();
        json.addProperty("id", notification.id());
        json.addProperty("at", notification.at().toString());
        json.addProperty("severity", notification.severity().name());
        json.addProperty("service", notification.service());
        json.addProperty("title", notification.title());
        json.addProperty("text", notification.text());
        JsonObject facts = new JsonObject();
        notification.facts().forEach(facts::addProperty);
        json.add("facts", facts);
        return json;
    }

    /** @throws RejectedException if the line is none of this outbox's */
    static OutboxEntry parse(String line) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            String type = text(json, "type");
            return switch (type) {
                case "posted" ->
                    new Posted(
                            notification(required(json, "notification").getAsJsonObject()),
                            texts(json, "notifiers"),
                            Instant.parse(text(json, "at")));
                case "failed" -> new Failed(texts(json, "ids"), text(json, "notifier"), text(json, "why"));
                case "refused" -> new Refused(text(json, "id"), text(json, "notifier"), text(json, "why"));
                case "delivered" -> new Delivered(text(json, "id"), text(json, "notifier"));
                case "settled" -> new Settled(texts(json, "ids"));
                default -> throw new JsonParseException("unknown type " + type);
            };
        } catch (JsonParseException | IllegalStateException | IllegalArgumentException | DateTimeException e) {
            throw new RejectedException(
                    "An entry of the outbox's log is not understood (" + e.getMessage()
                            + "). Move the file away to start without the notifications that are still to be delivered.",
                    e);
        }
    }

    private static Notification notification(JsonObject json) {
        TreeMap<String, String> facts = new TreeMap<>();
        required(json, "facts")
                .getAsJsonObject()
                .entrySet()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().getAsString()));
        return new Notification(
                text(json, "id"),
                Instant.parse(text(json, "at")),
                Severity.valueOf(text(json, "severity")),
                text(json, "service"),
                text(json, "title"),
                text(json, "text"),
                facts);
    }

    private static JsonElement required(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null) {
            throw new JsonParseException(name + " is missing");
        }
        return value;
    }

    private static String text(JsonObject json, String name) {
        return required(json, name).getAsString();
    }

    private static List<String> texts(JsonObject json, String name) {
        List<String> items = new ArrayList<>();
        required(json, name).getAsJsonArray().forEach(item -> items.add(item.getAsString()));
        return List.copyOf(items);
    }
}
