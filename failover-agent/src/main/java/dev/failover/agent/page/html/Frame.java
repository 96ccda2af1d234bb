package dev.failover.agent.page.html;

import java.time.Instant;
import java.util.Optional;

/** What all pages have around what they say. Links are relative, so that a page works below any path, and as a file. */
final class Frame {
    /** For browsers that run no script. */
    private static final String SECONDS_BETWEEN_LOADS = "30";

    /** Of pages that are files: no server sends it along. What only a header can say is left out. */
    private static final String POLICY_OF_FILES =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'";

    private final Markup head = Markup.of("head");
    private final Markup body = Markup.of("body");

    private Frame(String title) {
        head.add(
                Markup.of("meta").with("charset", "utf-8"),
                Markup.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                Markup.of("meta").with("name", "color-scheme").with("content", "light dark"),
                Markup.of("title").text(title),
                Markup.of("link").with("rel", "stylesheet").with("href", "page.css"),
                Markup.of("link")
                        .with("rel", "icon")
                        .with("type", "image/svg+xml")
                        .with("href", "icon.svg"));
        body.add(Markup.of("a", "skip").with("href", "#content").text("Skip to the content"), Graphs.definitions());
    }

    /** Of a page that is a form, and stays as it is. */
    static Frame still(String title) {
        return new Frame(title);
    }

    /** Of a page that follows what happens: by a script, or else by loading itself again. */
    static Frame live(String title) {
        Frame frame = new Frame(title);
        frame.body.with("data-live", "events");
        return frame.following();
    }

    /** Of a page that is a file, and says until when it counts. */
    static Frame file(String title, Instant validUntil) {
        Frame frame = new Frame(title);
        frame.head.add(
                Markup.of("meta").with("http-equiv", "Content-Security-Policy").with("content", POLICY_OF_FILES));
        frame.body.with("data-valid-until", validUntil.toString());
        return frame.following();
    }

    private Frame following() {
        head.add(
                Markup.of("noscript")
                        .add(Markup.of("meta").with("http-equiv", "refresh").with("content", SECONDS_BETWEEN_LOADS)),
                Markup.of("script").with("src", "page.js").with("defer"));
        return this;
    }

    /** With the feed of what everybody may know. */
    Frame feed(String title) {
        head.add(Markup.of("link")
                .with("rel", "alternate")
                .with("type", "application/atom+xml")
                .with("title", title)
                .with("href", "feed.atom"));
        return this;
    }

    /** The whole document. */
    String around(Markup main, Optional<Markup> footer) {
        body.add(main.with("id", "content"));
        footer.ifPresent(body::add);
        return Markup.of("html").with("lang", "en").add(head, body).asHtml();
    }
}
