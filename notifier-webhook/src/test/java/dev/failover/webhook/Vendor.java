package dev.failover.webhook;

import static dev.failover.webhook.VendorAnswers.json;
import static dev.failover.webhook.VendorAnswers.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.failover.component.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** How each vendor answers, by its documentation: to what it takes, to too much, and to what it refuses. */
enum Vendor {
    GENERIC(
            WebhookPreset.GENERIC,
            "/hooks/in?key=s3cret-tail-of-the-url",
            text(204, ""),
            text(503, "").newBuilder().setHeader("Retry-After", "7").build(),
            json(403, "{\"error\":\"no such key\"}"),
            "token: ") {
        @Override
        Optional<String> repeated(RecordedRequest request, JsonElement body) {
            return Optional.ofNullable(request.getHeaders().get("webhook-id"));
        }
    },

    SLACK(
            WebhookPreset.SLACK,
            "/services/T0001/B0001/s3cret-tail-of-the-url",
            text(200, "ok"),
            text(429, "rate_limited").newBuilder().setHeader("Retry-After", "7").build(),
            text(404, "no_service"),
            "url: ") {
        @Override
        String shown(String sent) {
            return sent.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        }
    },

    DISCORD(
            WebhookPreset.DISCORD,
            "/api/webhooks/1001/s3cret-tail-of-the-url",
            json(200, "{\"id\":\"1100\",\"type\":0,\"content\":\"…\"}"),
            json(429, "{\"message\":\"You are being rate limited.\",\"retry_after\":6.457,\"global\":false}"),
            json(404, "{\"message\":\"Unknown Webhook\",\"code\":10015}"),
            "url: ") {
        @Override
        String shown(String sent) {
            return sent.replaceAll("\\\\([^0-9A-Za-z\\s])", "$1");
        }

        @Override
        Duration patience() {
            return Duration.ofMillis(6457);
        }

        @Override
        boolean isTooLong(JsonElement body) {
            String description = body.getAsJsonObject()
                    .getAsJsonArray("embeds")
                    .get(0)
                    .getAsJsonObject()
                    .get("description")
                    .getAsString();
            return member(body, "content").length() > 2000 || description.length() > 4096;
        }
    },

    TEAMS(
            WebhookPreset.TEAMS,
            "/workflows/0a1b/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s3cret-tail-of-the-url",
            text(202, ""),
            json(429, "{\"error\":{\"code\":\"TooManyRequests\",\"message\":\"Rate limit is exceeded.\"}}")
                    .newBuilder()
                    .setHeader("Retry-After", "7")
                    .build(),
            json(401, "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The signature is wrong.\"}}"),
            "url: ") {
        @Override
        String shown(String sent) {
            return sent.replace("RichTextBlock\nTextRun\n", "");
        }

        @Override
        boolean isTooLong(JsonElement body) {
            return body.toString().getBytes(StandardCharsets.UTF_8).length > 28_000;
        }
    },

    NTFY(
            WebhookPreset.NTFY,
            "",
            json(200, "{\"id\":\"sPs71M8A2T\",\"event\":\"message\"}"),
            json(429, "{\"code\":42901,\"http\":429,\"error\":\"limit reached: too many requests, please be nice\"}"),
            json(403, "{\"code\":40301,\"http\":403,\"error\":\"forbidden\"}"),
            "token: ") {
        @Override
        Optional<String> repeated(RecordedRequest request, JsonElement body) {
            return Optional.ofNullable(request.getHeaders().get("X-Sequence-ID"))
                    .filter(id -> id.matches("[-_A-Za-z0-9]{1,64}"));
        }

        @Override
        boolean isTooLong(JsonElement body) {
            return member(body, "message").getBytes(StandardCharsets.UTF_8).length > 4096;
        }

        @Override
        Duration patience() {
            return Duration.ZERO;
        }
    },

    GOTIFY(
            WebhookPreset.GOTIFY,
            "/gotify/",
            json(200, "{\"id\":25,\"appid\":5}"),
            text(429, "").newBuilder().setHeader("Retry-After", "7").build(),
            json(
                    401,
                    "{\"error\":\"Unauthorized\",\"errorCode\":401,"
                            + "\"errorDescription\":\"you need to provide a valid access token\"}"),
            "token: "),

    PUSHOVER(
            WebhookPreset.PUSHOVER,
            "",
            json(200, "{\"status\":1,\"request\":\"647d2300\"}"),
            json(429, "{\"status\":0,\"errors\":[\"application has exceeded its monthly message limit\"]}"),
            json(400, "{\"user\":\"invalid\",\"errors\":[\"user identifier is invalid\"],\"status\":0}"),
            "token and to: ") {
        @Override
        boolean isTooLong(JsonElement body) {
            return member(body, "message").codePoints().count() > 1024
                    || member(body, "title").codePoints().count() > 250;
        }

        @Override
        Duration patience() {
            return Duration.ZERO;
        }
    },

    TELEGRAM(
            WebhookPreset.TELEGRAM,
            "",
            json(200, "{\"ok\":true,\"result\":{\"message_id\":42}}"),
            json(
                    429,
                    "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 7\","
                            + "\"parameters\":{\"retry_after\":7}}"),
            json(400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: chat not found\"}"),
            "to: ") {
        @Override
        String shown(String sent) {
            return sent.replace("\u2060", "");
        }

        @Override
        boolean isTooLong(JsonElement body) {
            return member(body, "text").length() > 4096;
        }
    },

    PAGERDUTY(
            WebhookPreset.PAGERDUTY,
            "",
            json(202, "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"www/7\"}"),
            text(429, "").newBuilder().setHeader("Retry-After", "7").build(),
            json(
                    400,
                    "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\","
                            + "\"errors\":[\"Length of 'routing_key' is incorrect (should be 32 characters)\"]}"),
            "token: ") {
        @Override
        Optional<String> repeated(RecordedRequest request, JsonElement body) {
            return Optional.of(member(body, "dedup_key"));
        }

        @Override
        boolean isTooLong(JsonElement body) {
            return member(body, "dedup_key").length() > 255
                    || member(body.getAsJsonObject().get("payload"), "summary").length() > 1024;
        }
    },

    MATRIX(
            WebhookPreset.MATRIX,
            "",
            json(200, "{\"event_id\":\"$YUwRidLecu:example.com\"}"),
            json(429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too Many Requests\",\"retry_after_ms\":7000}"),
            json(403, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"User not in room\"}"),
            "to: ") {
        @Override
        Optional<String> repeated(RecordedRequest request, JsonElement body) {
            return Optional.of(request.getTarget());
        }

        @Override
        boolean isTooLong(JsonElement body) {
            return body.toString().getBytes(StandardCharsets.UTF_8).length > 60_000;
        }
    },

    ALERTMANAGER(
            WebhookPreset.ALERTMANAGER,
            "",
            text(200, ""),
            text(503, "").newBuilder().setHeader("Retry-After", "7").build(),
            json(400, "\"invalid label set: invalid label name\""),
            "url: ") {
        @Override
        Optional<String> repeated(RecordedRequest request, JsonElement body) {
            return Optional.of(
                    body.getAsJsonArray().get(0).getAsJsonObject().get("labels").toString());
        }
    };

    static final String TOKEN = "123456:s3cret-token";
    static final String TO = "!s3cret-room:example.org";

    final WebhookPreset preset;
    /** What the user's URL has after the server's name. */
    final String path;

    final MockResponse taken;
    final MockResponse tooMuch;
    final MockResponse refused;
    /** How the message of a refusal begins. */
    final String suspect;

    Vendor(
            WebhookPreset preset,
            String path,
            MockResponse taken,
            MockResponse tooMuch,
            MockResponse refused,
            String suspect) {
        this.preset = preset;
        this.path = path;
        this.taken = taken;
        this.tooMuch = tooMuch;
        this.refused = refused;
        this.suspect = suspect;
    }

    /** Everything that the preset asks for. */
    WebhookNotifier.Builder builder(URI server) {
        WebhookNotifier.Builder builder = WebhookNotifier.builder()
                .preset(preset)
                .url(Secret.of(server.resolve(path.isEmpty() ? "/" : path).toString()));
        if (preset.data.token != Preset.Use.NONE) {
            builder.token(Secret.of(TOKEN));
        }
        if (preset.data.to != Preset.Use.NONE) {
            builder.to(Secret.of(TO));
        }
        return builder;
    }

    List<String> secrets() {
        return List.of("s3cret");
    }

    /** What a reader sees of a text. */
    String shown(String sent) {
        return sent;
    }

    /** By what a repetition is recognised; empty if it is not. */
    Optional<String> repeated(RecordedRequest request, JsonElement body) {
        return Optional.empty();
    }

    boolean isTooLong(JsonElement body) {
        return false;
    }

    /** Zero if the vendor does not say. */
    Duration patience() {
        return Duration.ofSeconds(7);
    }

    private static String member(JsonElement object, String name) {
        JsonObject members = object.getAsJsonObject();
        return members.get(name).getAsString();
    }
}
