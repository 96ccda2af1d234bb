package dev.failover.webhook;

/** The URL that Discord's client gives for copying, as its API wants it. */
final class DiscordUrl {
    private DiscordUrl() {}

    /**
     * Of the version that is current, as the one without a version is that of 2017 and gives times in milliseconds; and waiting for
     * the message to be stored, as it is answered before that otherwise.
     */
    static String current(String copied) {
        String versioned = copied.replaceFirst("/api/webhooks/", "/api/v10/webhooks/");
        return versioned + (versioned.contains("?") ? "&" : "?") + "wait=true";
    }
}
