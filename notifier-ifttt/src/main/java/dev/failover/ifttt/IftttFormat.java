package dev.failover.ifttt;

import com.google.gson.JsonObject;
import dev.failover.notify.Notification;

/** What an event carries, and so which trigger of the service Webhooks an applet must be built on. */
public enum IftttFormat {
    /**
     * Three texts, for the trigger "Receive a web request": {@code value1} is the title, {@code value2} the text,
     * {@code value3} severity, time and service, as in {@code CRITICAL at 2026-11-21T10:00:00Z: www}.
     */
    VALUES {
        @Override
        String path(String event) {
            return "/trigger/" + event + "/with/key/";
        }

        @Override
        JsonObject body(Notification notification) {
            JsonObject body = new JsonObject();
            body.addProperty("value1", notification.title());
            body.addProperty("value2", notification.text());
            String service = notification.service().isEmpty() ? "" : ": " + notification.service();
            body.addProperty("value3", notification.severity() + " at " + notification.at() + service);
            return body;
        }
    },

    /**
     * The whole notification, for the trigger "Receive a web request with a JSON payload": an object with {@code id},
     * {@code at}, {@code severity}, {@code service}, {@code title}, {@code text}, and {@code facts}, an object of texts.
     */
    JSON {
        @Override
        String path(String event) {
            return "/trigger/" + event + "/json/with/key/";
        }

        @Override
        JsonObject body(Notification notification) {
            JsonObject body = new JsonObject();
            body.addProperty("id", notification.id());
            body.addProperty("at", notification.at().toString());
            body.addProperty("severity", notification.severity().name());
            body.addProperty("service", notification.service());
            body.addProperty("title", notification.title());
            body.addProperty("text", notification.text());
            JsonObject facts = new JsonObject();
            notification.facts().forEach(facts::addProperty);
            body.add("facts", facts);
            return body;
        }
    };

    /** The path of the trigger, up to the key. */
    abstract String path(String event);

    abstract JsonObject body(Notification notification);
}
