package dev.failover.agent.page.html;

import dev.failover.agent.page.model.PublicStatus;
import dev.failover.agent.page.model.PublicStatus.Incident;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The outages as a feed (RFC 4287), by what everybody may know. */
public final class Feed {
    private Feed() {}

    /** The whole feed. An outage that ends is the same entry, updated. */
    public static String of(PublicStatus status) {
        // Of the feed itself, so that it changes only when it says something else.
        Instant updated = status.incidents().stream()
                .map(Feed::updated)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Markup feed = Markup.of("feed")
                .with("xmlns", "http://www.w3.org/2005/Atom")
                .add(
                        element("id", "urn:failover:" + urn(status.title())),
                        element("title", status.title()),
                        element("updated", moment(updated)),
                        Markup.of("author").add(element("name", status.title())));
        status.incidents().forEach(incident -> feed.add(entry(incident)));
        return feed.asXml();
    }

    private static Markup entry(Incident incident) {
        return Markup.of("entry")
                .add(
                        element("id", "urn:failover:outage:" + urn(incident.id())),
                        element("title", Outages.title(incident)),
                        element("published", moment(incident.began())),
                        element("updated", moment(updated(incident))),
                        element("content", Outages.sentence(incident, updated(incident))));
    }

    private static Instant updated(Incident incident) {
        return incident.ended().or(incident::moved).orElse(incident.began());
    }

    private static String moment(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** What RFC 8141 lets stand in a name. */
    private static String urn(String text) {
        return text.replaceAll("[^A-Za-z0-9._/-]", "-");
    }

    private static Markup element(String name, String text) {
        return Markup.of(name).text(text);
    }
}
