package dev.failover.ifttt;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Answers as the service Webhooks does: knows one key, refuses others, takes three values or any JSON. */
final class IftttServer implements AutoCloseable {
    static final String KEY = "dQw4w9WgXcQ-secret_key";
    private static final Pattern TRIGGER = Pattern.compile("/trigger/([^/]+)(/json)?/with/key/([^/?]+)");

    final MockWebServer server = new MockWebServer();
    /** Of each event that was accepted its request. */
    final List<RecordedRequest> requests = new ArrayList<>();
    /** Of each event that was accepted what an applet sees of it. */
    final List<JsonObject> accepted = new ArrayList<>();
    /** What to answer instead; null to answer as the service does. */
    @Nullable
    volatile MockResponse fault;

    private int attempts;

    static IftttServer start() throws IOException {
        IftttServer ifttt = new IftttServer();
        ifttt.listen();
        return ifttt;
    }

    void listen() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
        server.start();
    }

    URI url() {
        return server.url("/").uri();
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized List<String> acceptedTexts() {
        return accepted.stream().map(IftttServer::texts).toList();
    }

    private static String texts(JsonElement json) {
        StringBuilder text = new StringBuilder();
        for (JsonElement value : json.getAsJsonObject().asMap().values()) {
            text.append(value.isJsonObject() ? texts(value) : value.getAsString())
                    .append('\n');
        }
        return text.toString();
    }

    private synchronized MockResponse answer(RecordedRequest request) {
        if (!"POST".equals(request.getMethod())) {
            return html(request.getTarget().equals("/") ? 200 : 404, "Cannot GET " + request.getTarget());
        }
        attempts++;
        MockResponse instead = fault;
        if (instead != null) {
            return instead;
        }
        Matcher trigger = TRIGGER.matcher(request.getTarget());
        if (!trigger.matches()) {
            return html(404, "Cannot POST " + request.getTarget());
        }
        if (!trigger.group(3).equals(KEY)) {
            return json(401, "{\"errors\":[{\"message\":\"You sent an invalid key.\"}]}");
        }
        ByteString body = request.getBody();
        try {
            JsonObject sent =
                    JsonParser.parseString(body == null ? "" : body.utf8()).getAsJsonObject();
            requests.add(request);
            accepted.add(trigger.group(2) == null ? valuesOf(sent) : sent);
        } catch (JsonParseException | IllegalStateException e) {
            return json(400, "{\"errors\":[{\"message\":\"Invalid JSON\"}]}");
        }
        return html(200, "Congratulations! You've fired the " + trigger.group(1) + " event");
    }

    private static JsonObject valuesOf(JsonObject sent) {
        JsonObject values = new JsonObject();
        for (String name : List.of("value1", "value2", "value3")) {
            if (sent.has(name)) {
                values.add(name, sent.get(name));
            }
        }
        return values;
    }

    static MockResponse html(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "text/html")
                .body(body)
                .build();
    }

    static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    static MockResponse hang() {
        return new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
