package dev.failover.webhook;

import static dev.failover.webhook.Preset.Use.NONE;
import static dev.failover.webhook.Preset.Use.OPTIONAL;
import static dev.failover.webhook.Preset.Use.REQUIRED;
import static dev.failover.webhook.Template.object;

import dev.failover.http.Json;
import dev.failover.webhook.Template.BySeverity;
import dev.failover.webhook.Template.EachLine;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The channels whose requests are known. Each one's are as its vendor documents them.
 *
 * <p>Where a vendor retries or shows a message by itself, nothing in it can call people, open a link unseen or change how it looks:
 * what comes from outside is text.
 */
public enum WebhookPreset {
    /** A receiver of your own, or one that has no preset: the whole notification, or a body that you design. */
    GENERIC(Preset.of(object(
                    "id", "{id}",
                    "at", "{at}",
                    "severity", "{severity}",
                    "service", "{service}",
                    "title", "{title}",
                    "text", "{text}",
                    "incident", "{incident}",
                    "over", "{over}",
                    "facts", "{facts}"))
            .using(OPTIONAL, NONE)
            .withBearer()
            .header("webhook-id", "{key}")
            .suspecting(Map.of(401, "token", 403, "token", 400, "body", 413, "body", 422, "body"))),

    /** An incoming webhook (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
    SLACK(Preset.of(object(
                    "text", "{severity}: {title}\n{text}\n{origin}",
                    "mrkdwn", false,
                    "link_names", false,
                    "unfurl_links", false,
                    "unfurl_media", false))
            .limited(Limit.characters(1_000), Limit.characters(3_500), Neutral.SLACK)
            .known(Sign.word("ok"), 200)),

    /** A webhook of a channel (docs.discord.com/developers/resources/webhook, "Execute Webhook"). */
    DISCORD(Preset.of(object(
                    "content",
                    "{severity}: {title}",
                    "embeds",
                    List.of(object(
                            "description",
                            "{text}",
                            "color",
                            new BySeverity(0x2F80ED, 0xF2994A, 0xEB5757),
                            "footer",
                            object("text", "{origin}"))),
                    "allowed_mentions",
                    object("parse", List.of())))
            .spelled(DiscordUrl::current)
            .limited(Limit.utf16(1_500), Limit.utf16(4_000), Neutral.DISCORD)
            .known(Sign.id("id"), 200)
            .probedAt("{url}")),

    /** A workflow "When a Teams webhook request is received", which posts the card; what answers is the workflow. */
    TEAMS(Preset.of(object(
                    "type",
                    "message",
                    "attachments",
                    List.of(object(
                            "contentType",
                            "application/vnd.microsoft.card.adaptive",
                            "content",
                            object(
                                    "$schema",
                                    "http://adaptivecards.io/schemas/adaptive-card.json",
                                    "type",
                                    "AdaptiveCard",
                                    // Cards of 1.5 and 1.6 are taken and not shown.
                                    "version",
                                    "1.4",
                                    "msteams",
                                    object("width", "Full"),
                                    "body",
                                    List.of(
                                            teamsLine(object(
                                                    "type",
                                                    "TextRun",
                                                    "text",
                                                    "{severity}: {title}",
                                                    "weight",
                                                    "Bolder",
                                                    "color",
                                                    new BySeverity("Default", "Warning", "Attention"))),
                                            new EachLine(teamsLine(object("type", "TextRun", "text", "{line}"))),
                                            teamsLine(object(
                                                    "type", "TextRun", "text", "{origin}", "isSubtle", true))))))))
            .limited(Limit.bytes(2_000), Limit.bytes(9_000), Neutral.AS_IS)
            .known(Sign.none(), 200, 202)),

    /** A topic at ntfy.sh or at a server of your own (docs.ntfy.sh/publish, "Publish as JSON"). */
    NTFY(Preset.of(object(
                    "topic", "{to}",
                    "title", "{title}",
                    "message", "{text}\n{severity} {origin}",
                    "tags", List.of(new BySeverity("information_source", "warning", "rotating_light")),
                    "priority", new BySeverity(3, 4, 5)))
            .at("https://ntfy.sh", "/")
            .using(OPTIONAL, REQUIRED)
            .withBearer()
            .header("X-Sequence-ID", "{key}")
            .limited(Limit.characters(250), Limit.bytes(3_500), Neutral.AS_IS)
            .known(Sign.id("id"), 200)
            .suspecting(Map.of(400, "to", 401, "token", 403, "token"))
            .probedAt("/v1/health")),

    /** An application at your Gotify server (gotify.net/docs/pushmsg). */
    GOTIFY(Preset.of(object(
                    "title",
                    "{title}",
                    "message",
                    "{text}\n{severity} {origin}",
                    "priority",
                    new BySeverity(2, 5, 8),
                    "extras",
                    object("client::display", object("contentType", "text/plain"))))
            .at("", "/message")
            .using(REQUIRED, NONE)
            .header("X-Gotify-Key", "{token}")
            .known(Sign.id("id"), 200)
            .suspecting(Map.of(401, "token", 403, "token"))
            .probedAt("/health")),

    /** A user or a group (pushover.net/api). */
    PUSHOVER(Preset.of(object(
                    "token", "{token}",
                    "user", "{to}",
                    "title", "{title}",
                    "message", "{text}\n{severity} {origin}",
                    "priority", new BySeverity(-1, 0, 1),
                    "timestamp", "{seconds}"))
            .at("https://api.pushover.net", "/1/messages.json")
            .using(REQUIRED, REQUIRED)
            .limited(Limit.characters(250), Limit.characters(750), Neutral.AS_IS)
            .known(Sign.member("status", status -> status.number() == 1), 200)
            .suspecting(Map.of(400, "token and to", 401, "token", 403, "token"))),

    /** A chat in which your bot is (core.telegram.org/bots/api#sendmessage). */
    TELEGRAM(Preset.of(object(
                    "chat_id",
                    "{to}",
                    "text",
                    "{severity}: {title}\n{text}\n{origin}",
                    "link_preview_options",
                    object("is_disabled", true),
                    "disable_notification",
                    new BySeverity(true, false, false)))
            .at("https://api.telegram.org", "/bot{token}/sendMessage")
            .using(REQUIRED, REQUIRED)
            .limited(Limit.utf16(500), Limit.utf16(3_000), Neutral.TELEGRAM)
            .known(Sign.member("ok", Json::flag), 200)
            .suspecting(Map.of(400, "to", 401, "token", 403, "to", 404, "token"))
            .probedAt("/bot{token}/getChat?chat_id={to}")),

    /** A service's integration "Events API v2" (developer.pagerduty.com/docs/events-api-v2-overview). */
    PAGERDUTY(Preset.of(object(
                    "routing_key",
                    "{token}",
                    "event_action",
                    "{action}",
                    "dedup_key",
                    "{incident-key}",
                    "client",
                    "failover",
                    "payload",
                    object(
                            "summary", "{title}",
                            "source", "{source}",
                            "severity", new BySeverity("info", "warning", "critical"),
                            "timestamp", "{at}",
                            "custom_details", object("id", "{id}", "text", "{text}", "facts", "{facts}"))))
            .at("https://events.pagerduty.com", "/v2/enqueue")
            .using(REQUIRED, NONE)
            .limited(Limit.utf16(1_024), Limit.characters(20_000), Neutral.AS_IS)
            .known(Sign.member("status", status -> status.text().equals("success")), 202)
            .suspecting(Map.of(400, "token"))),

    /** A room that your account has joined (spec.matrix.org, client-server API, "Sending events to a room"). */
    MATRIX(Preset.of(object(
                    "msgtype", "m.text",
                    "body", "{severity}: {title}\n{text}\n{origin}",
                    "m.mentions", object()))
            .by("PUT")
            .at("", "/_matrix/client/v3/rooms/{to}/send/m.room.message/{key}")
            .using(REQUIRED, REQUIRED)
            .withBearer()
            .limited(Limit.characters(250), Limit.bytes(20_000), Neutral.AS_IS)
            .known(Sign.id("event_id"), 200)
            .suspecting(Map.of(400, "to", 401, "token", 403, "to"))
            .probedAt("/_matrix/client/v3/account/whoami")),

    /** A Prometheus Alertmanager (prometheus.io/docs/alerting/latest/alerts_api). */
    ALERTMANAGER(Preset.of(List.of(object(
                    "labels",
                    object(
                            "alertname",
                            "Failover",
                            "service",
                            "{service}",
                            "severity",
                            "{incident-severity}",
                            "incident",
                            "{incident}"),
                    "annotations",
                    object("summary", "{severity}: {title}", "description", "{text}", "id", "{id}"),
                    "startsAt",
                    "{at}",
                    "endsAt",
                    "{until}")))
            .at("", "/api/v2/alerts")
            .using(OPTIONAL, NONE)
            .withBearer()
            .known(Sign.none(), 200)
            .suspecting(Map.of(401, "token", 403, "token"))
            .probedAt("/api/v2/status"));

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it after the expression that makes it.
    final Preset data;

    WebhookPreset(Preset data) {
        this.data = data;
    }

    /** Not a TextBlock, which would read it as Markdown. */
    private static Map<String, Object> teamsLine(Map<String, Object> run) {
        return object("type", "RichTextBlock", "inlines", List.of(run));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
