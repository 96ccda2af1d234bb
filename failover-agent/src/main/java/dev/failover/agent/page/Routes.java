package dev.failover.agent.page;

import dev.failover.agent.config.PageDefinition;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.control.Answer;
import dev.failover.agent.control.Documents;
import dev.failover.agent.page.html.ActView;
import dev.failover.agent.page.html.Badge;
import dev.failover.agent.page.html.Feed;
import dev.failover.agent.page.html.OperatorView;
import dev.failover.agent.page.html.PublicView;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is answered to which request, but for events. Thread-safe. */
final class Routes {
    private static final Pattern BADGE = Pattern.compile("/badge/([A-Za-z0-9._-]{1,63})\\.svg");
    /** An address as a Host header has it: whoever turns a name of theirs to us has none of ours (DNS rebinding). */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]|localhost");

    private static final Pattern PORT = Pattern.compile(":\\d+$");
    /** The thread that decides waits for nothing but a disk. */
    private static final Duration TIME_TO_RESPOND = Duration.ofSeconds(3);

    private final PageDefinition page;
    private final Snapshots snapshots;
    private final Supplier<CompletableFuture<?>> responds;
    private final Exposition exposition;
    private final Optional<Acting> acting;
    private final Listening listening;

    /** @param responds asks the threads that decide */
    Routes(
            PageDefinition page,
            Snapshots snapshots,
            Supplier<CompletableFuture<?>> responds,
            Exposition exposition,
            Optional<Acting> acting,
            Listening listening) {
        this.page = page;
        this.snapshots = snapshots;
        this.responds = responds;
        this.exposition = exposition;
        this.acting = acting;
        this.listening = listening;
    }

    /** Whether it is asked for by a name that is known. */
    Optional<Reply> refusal(Request request) {
        String host = PORT.matcher(request.header("host").orElse("").toLowerCase(Locale.ROOT))
                .replaceFirst("");
        if (ADDRESS.matcher(host).matches() || page.names().contains(host)) {
            return Optional.empty();
        }
        return Optional.of(Reply.text(421, "This page is not known by that name; page.names lists those that are"));
    }

    Reply answer(Request request) throws InterruptedException {
        if (request.method().equals("POST")) {
            return post(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return notAllowed("GET, HEAD");
        }
        Asset asset = Asset.named(request.path().substring(1));
        if (asset != null) {
            return asset.reply();
        }
        return switch (request.path()) {
            case "/healthz" -> Reply.text(200, "alive");
            case "/readyz" -> ready();
            case "/public" -> Reply.of(200, Reply.HTML, PublicView.of(status()));
            case "/status.json" -> Reply.of(200, Reply.JSON, Documents.line(status()) + "\n");
            case "/feed.atom" -> Reply.of(200, Reply.ATOM, Feed.of(status()));
            default -> page.show() == Show.PUBLIC ? ofPublic(request) : ofOperator(request);
        };
    }

    private Reply ofPublic(Request request) {
        return request.path().equals("/") ? Reply.of(200, Reply.HTML, PublicView.of(status())) : badge(request);
    }

    private Reply ofOperator(Request request) {
        if (request.path().equals("/metrics")) {
            return exposition.reply(request.header("accept"));
        }
        Facts facts = snapshots.facts();
        return switch (request.path()) {
            case "/" -> Reply.of(200, Reply.HTML, OperatorView.of(facts, acting.isPresent()));
            case "/service" -> html(OperatorView.of(facts, request.query("name"), acting.isPresent()));
            case "/act" ->
                html(acting.flatMap(any -> ActView.Verb.named(request.query("verb")))
                        .flatMap(verb -> ActView.form(facts, verb, request.query("service"))));
            case "/api/v1/status" -> Reply.of(200, Reply.JSON, Documents.line(facts.status()) + "\n");
            default -> badge(request);
        };
    }

    private Reply badge(Request request) {
        Matcher matcher = BADGE.matcher(request.path());
        if (!matcher.matches()) {
            return notFound();
        }
        return status().components().stream()
                .filter(component -> component.name().equals(matcher.group(1)))
                .findFirst()
                .map(component -> Reply.of(200, Reply.SVG, Badge.of(component))
                        .with("Cross-Origin-Resource-Policy", "cross-origin"))
                .orElseGet(Routes::notFound);
    }

    private PublicStatus status() {
        return snapshots.publicStatus();
    }

    private Reply post(Request request) throws InterruptedException {
        if (request.path().equals("/heartbeat")) {
            return listening.hear(request);
        }
        if (!request.path().equals("/act") || page.show() == Show.PUBLIC) {
            return notAllowed("GET, HEAD");
        }
        if (acting.isEmpty()) {
            return Reply.text(403, "Nobody acts by this page: `page.token` is not set");
        }
        return acting.get().act(request, page.title());
    }

    private Reply ready() throws InterruptedException {
        try {
            Answer.of(responds.get(), TIME_TO_RESPOND);
            return Reply.text(200, "ready");
        } catch (TimeoutException e) {
            return Reply.text(503, "whatever decides does not answer");
        }
    }

    private static Reply html(Optional<String> page) {
        return page.map(text -> Reply.of(200, Reply.HTML, text)).orElseGet(Routes::notFound);
    }

    private static Reply notFound() {
        return Reply.text(404, "There is no such page");
    }

    private static Reply notAllowed(String methods) {
        return Reply.text(405, "This page is only read").with("Allow", methods);
    }
}
