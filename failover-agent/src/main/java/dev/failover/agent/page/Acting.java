package dev.failover.agent.page;

import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.ControlReply.Result;
import dev.failover.agent.control.ControlRequest;
import dev.failover.agent.page.html.ActView;
import dev.failover.agent.page.html.ActView.Verb;
import dev.failover.component.Excerpt;
import dev.failover.component.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a form asks for, as a verb of the command line does it, for whoever knows the token. No browser sends the token by itself, as
 * it would a cookie: no other page can act in somebody's name. Thread-safe.
 */
final class Acting {
    private static final Logger log = LoggerFactory.getLogger(Acting.class);
    /** The browser waits for the answer; the agent goes on by itself. */
    private static final Duration WAIT = Duration.ofSeconds(20);
    /** As on the command line, by default. */
    private static final Duration APPROVED_FOR = Duration.ofMinutes(30);

    private final Verbs verbs;
    private final Secret token;
    private final Attempts attempts;

    /** What carries out a verb, and says what came of it. */
    @FunctionalInterface
    interface Verbs {
        ControlReply carryOut(ControlRequest request) throws InterruptedException;
    }

    Acting(Verbs verbs, Secret token, Attempts attempts) {
        this.verbs = verbs;
        this.token = token;
        this.attempts = attempts;
    }

    Reply act(Request request, String title) throws InterruptedException {
        if (!isFromOurPage(request)) {
            return Reply.text(403, "Another page sent this form, and nothing was done");
        }
        if (!attempts.take(request.from())) {
            return Reply.text(429, "Too many attempts, and nothing was done")
                    .with("Retry-After", String.valueOf(Attempts.pause().toSeconds()));
        }
        if (!isKnown(request.field("token"))) {
            log.warn("Somebody at {} tried to act by the page with a wrong token", request.from());
            return said(403, title, List.of("The token is another one, and nothing was done"));
        }
        Optional<Verb> verb = Verb.named(request.field("verb"));
        List<String> missing = missing(request, verb);
        if (!missing.isEmpty()) {
            return said(400, title, missing);
        }
        ControlRequest asked = asked(verb.orElseThrow(), request);
        log.info("Asked by the page, from {}: {}", request.from(), asked);
        ControlReply reply = verbs.carryOut(asked);
        return said(status(reply.result()), title, reply.lines());
    }

    /** By what browsers say of it; what is no browser says nothing, and knows the token. */
    private static boolean isFromOurPage(Request request) {
        boolean site = request.header("sec-fetch-site")
                .map(from -> from.equals("same-origin"))
                .orElse(true);
        String host = request.header("host").orElse("").toLowerCase(Locale.ROOT);
        boolean origin = request.header("origin")
                .map(from -> from.toLowerCase(Locale.ROOT).replaceFirst("^https?://", ""))
                .map(host::equals)
                .orElse(true);
        return site && origin;
    }

    /** In a time that tells nothing of how much of it is right. */
    private boolean isKnown(String given) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), token.reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> missing(Request request, Optional<Verb> verb) {
        List<String> missing = new ArrayList<>();
        if (verb.isEmpty()) {
            missing.add("What is to be done is missing");
        }
        if (Excerpt.of(request.field("service")).isEmpty()) {
            missing.add("The service is missing");
        }
        if (verb.filter(Verb::needsSite).isPresent()
                && Excerpt.of(request.field("site")).isEmpty()) {
            missing.add("The site is missing");
        }
        if (Excerpt.of(request.field("by")).isEmpty()) {
            missing.add("Your name is missing: it goes into the journal");
        }
        if (Excerpt.of(request.field("reason")).isEmpty()) {
            missing.add("The reason is missing: it goes into the journal");
        }
        return missing;
    }

    private static ControlRequest asked(Verb verb, Request form) {
        String service = form.field("service");
        String by = form.field("by");
        String reason = form.field("reason");
        return switch (verb) {
            case PAUSE -> ControlRequest.pause(service, by, reason);
            case RESUME -> ControlRequest.resume(service, by, reason);
            case SWITCH -> ControlRequest.switchTo(service, form.field("site"), by, reason, false, WAIT);
            case FAILBACK -> ControlRequest.switchTo(service, "", by, reason, false, WAIT);
            case ACK -> ControlRequest.acknowledge(service, by, reason);
            case APPROVE -> ControlRequest.approve(service, form.field("site"), by, reason, APPROVED_FOR);
        };
    }

    private static int status(Result result) {
        return switch (result) {
            case DONE -> 200;
            case INVALID -> 400;
            case REFUSED, ELSEWHERE -> 409;
            case FAILED -> 502;
        };
    }

    private static Reply said(int status, String title, List<String> lines) {
        return Reply.of(status, Reply.HTML, ActView.done(title, status == 200, lines));
    }
}
