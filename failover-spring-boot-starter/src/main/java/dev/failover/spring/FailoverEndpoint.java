package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.Step;
import dev.failover.decision.SwitchRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * How the services stand, and what a human asks for, each with a name and a reason, which are journalled. It only reads unless {@code
 * management.endpoint.failover.access} says otherwise. There is no force: that takes more than a request.
 */
@WebEndpoint(id = "failover", defaultAccess = Access.READ_ONLY)
class FailoverEndpoint {
    private static final Logger log = LoggerFactory.getLogger(FailoverEndpoint.class);
    /** A decision is made at once, and journalled; to be published takes longer, and is not waited for. */
    private static final Duration TIME_TO_DECIDE = Duration.ofSeconds(10);

    private static final Duration APPROVED_FOR = Duration.ofMinutes(30);

    private final Failover failover;

    FailoverEndpoint(Failover failover) {
        this.failover = failover;
    }

    /** What can be asked for of a service. */
    enum Action {
        PAUSE,
        RESUME,
        ACKNOWLEDGE,
        /** To its primary. */
        FAILBACK
    }

    /** What can be asked for of a site. */
    enum SiteAction {
        SWITCH,
        APPROVE
    }

    @ReadOperation
    Map<String, Object> status() {
        return StatusDocument.of(failover);
    }

    /** No body, and status 404, if there is no such service or it was not looked at yet. */
    @ReadOperation
    @Nullable
    Map<String, Object> service(@Selector String service) {
        return StatusDocument.of(failover, service).orElse(null);
    }

    @WriteOperation
    WebEndpointResponse<Map<String, Object>> act(
            @Selector String service, @Selector Action action, String by, String reason) {
        return answer(service, action.name(), by, reason, () -> switch (action) {
            case PAUSE -> done(failover.pause(service, by, reason), "paused");
            case RESUME -> done(failover.resume(service, by, reason), "resumed");
            case ACKNOWLEDGE -> done(failover.acknowledge(service, by, reason), "acknowledged");
            case FAILBACK -> switchTo(service, primary(service), by, reason);
        });
    }

    @WriteOperation
    WebEndpointResponse<Map<String, Object>> actOnSite(
            @Selector String service, @Selector SiteAction action, @Selector String site, String by, String reason) {
        return answer(service, action.name() + " " + site, by, reason, () -> switch (action) {
            case SWITCH -> switchTo(service, site, by, reason);
            case APPROVE ->
                done(
                        failover.approve(service, site, by, reason, APPROVED_FOR),
                        "one switch to " + site + " is approved");
        });
    }

    private String primary(String service) {
        ServiceStatus status = failover.status(service)
                .orElseThrow(() -> new UnavailableException(service + " was not looked at yet: ask again"));
        return status.sites().get(0).site();
    }

    /** Something that is asked for and answered. */
    @FunctionalInterface
    private interface Request {
        Reply make() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /** @param lines for a human */
    private record Reply(int status, List<String> lines) {}

    private WebEndpointResponse<Map<String, Object>> answer(
            String service, String what, String by, String reason, Request request) {
        log.info(
                "Asked by the endpoint: {} of {} by {} ({})",
                Excerpt.of(what),
                Excerpt.of(service),
                Excerpt.of(by),
                Excerpt.of(reason));
        Reply reply = reply(by, reason, request);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("service", Excerpt.of(service));
        body.put("lines", reply.lines());
        return new WebEndpointResponse<>(body, reply.status());
    }

    private static Reply reply(String by, String reason, Request request) {
        if (Excerpt.of(by).isEmpty() || Excerpt.of(reason).isEmpty()) {
            return new Reply(400, List.of("\"by\" and \"reason\" must say who asks, and why: they are journalled"));
        }
        try {
            return request.make();
        } catch (ExecutionException e) {
            return failed(e.getCause());
        } catch (ComponentException | IllegalArgumentException e) {
            return failed(e);
        } catch (TimeoutException e) {
            return new Reply(503, List.of("Not done within 10s; the status says whether it was done later"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(503, List.of("Interrupted; the status says whether it was done"));
        }
    }

    private static Reply failed(@Nullable Throwable failure) {
        if (failure instanceof InvalidSettingsException) {
            return new Reply(404, List.of(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof IllegalArgumentException) {
            return new Reply(400, List.of(String.valueOf(failure.getMessage())));
        }
        if (failure instanceof ComponentException || failure instanceof IllegalStateException) {
            return new Reply(503, List.of(String.valueOf(failure.getMessage())));
        }
        throw new IllegalStateException("a request ended by a bug", failure);
    }

    private static Reply done(CompletableFuture<Void> done, String what)
            throws InterruptedException, ExecutionException, TimeoutException {
        await(done);
        return new Reply(200, List.of(what));
    }

    private Reply switchTo(String service, String site, String by, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        Decision decision = await(failover.request(service, new SwitchRequest(site, by, reason, false))
                .decided());
        if (decision.step().kind() == Step.Kind.REFUSE) {
            List<String> unmet = decision.unmet().stream().map(Gate::sentence).toList();
            return new Reply(409, unmet.isEmpty() ? List.of(decision.reason()) : unmet);
        }
        return new Reply(200, List.of(decision.reason()));
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(TIME_TO_DECIDE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
