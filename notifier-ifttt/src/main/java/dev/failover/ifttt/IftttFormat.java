package dev.failover.ifttt;

import dev.failover.notify.Notification;
import java.util.LinkedHashMap;
import java.util.Map;

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
        Map<String, Object> body(Notification notification) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("value1", notification.title());
            body.put("value2", notification.text());
            String service = notification.service().isEmpty() ? "" : ": " + notification.service();
            body.put("value3", notification.severity() + " at " + notification.at() + service);
            return body;
        }
    },

    /**
     * The whole notification, for the trigger "Receive a web request with a JSON payload": its {@link Notification#members}.
     */
    JSON {
        @Override
        String path(String event) {
            return "/trigger/" + event + "/json/with/key/";
        }

        @Override
        Map<String, Object> body(Notification notification) {
            return notification.members();
        }
    };

    /** The path of the trigger, up to the key. */
    abstract String path(String event);

    abstract Map<String, Object> body(Notification notification);
}
