package dev.failover.spring;

import dev.failover.Failover;
import dev.failover.ServiceStatus;
import dev.failover.component.Excerpt;
import dev.failover.decision.Condition;
import dev.failover.decision.Decision;
import dev.failover.decision.SiteFacts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a failover adds to the health of the application that it is a part of. That is whether it watches, and not how the services stand: a
 * service that failed over is served, and the check of a site may ask for this very health. What else is to count is named.
 *
 * @param details what is known, without an address or a vendor
 */
record HealthReport(Level level, Map<String, Object> details) {
    /** What a health page waits for at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** As Boot has them, in both its generations. */
    enum Level {
        UP,
        OUT_OF_SERVICE,
        DOWN
    }

    /** @param outOfServiceOn the conditions that count */
    static HealthReport of(Failover failover, Set<Condition.Kind> outOfServiceOn) {
        List<ServiceStatus> services = failover.status();
        Map<String, Decision> ifActiveFails = new ConcurrentHashMap<>();
        services.stream()
                .filter(HealthReport::hasSomewhereToGo)
                .map(ServiceStatus::service)
                .forEach(service -> {
                    CompletableFuture<?> unused = failover.ifActiveFails(service)
                            .thenAccept(decision -> ifActiveFails.put(service, decision));
                });
        try {
            // Answered after what was asked before.
            failover.responds().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return of(services, ifActiveFails, outOfServiceOn);
        } catch (TimeoutException e) {
            return new HealthReport(Level.DOWN, Map.of("problem", "nothing is decided any more: look at the log"));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new HealthReport(
                    Level.OUT_OF_SERVICE, Map.of("problem", "nothing is watched: " + Excerpt.of(cause.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HealthReport(Level.DOWN, Map.of("problem", "interrupted while asking"));
        }
    }

    private static boolean hasSomewhereToGo(ServiceStatus service) {
        return service.sites().size() > 1 && service.state().assignment().isPresent();
    }

    private static HealthReport of(
            List<ServiceStatus> services, Map<String, Decision> ifActiveFails, Set<Condition.Kind> outOfServiceOn) {
        Map<String, Object> details = new LinkedHashMap<>();
        boolean outOfService = false;
        for (ServiceStatus service : services) {
            Map<String, Object> known = details(service);
            Decision decision = ifActiveFails.get(service.service());
            if (decision != null) {
                known.put("ready", !decision.isHindered());
                known.put("gates", gates(decision));
            }
            details.put(service.service(), known);
            outOfService |= service.state().conditions().keySet().stream()
                    .flatMap(id -> Condition.named(id).stream())
                    .map(Condition::kind)
                    .anyMatch(outOfServiceOn::contains);
        }
        return new HealthReport(outOfService ? Level.OUT_OF_SERVICE : Level.UP, details);
    }

    /** Those in the way of a failover; also those that somebody wanted shut, which leave it ready. */
    private static List<String> gates(Decision decision) {
        return decision.unmet().stream()
                .map(gate -> StatusDocument.word(gate.kind()))
                .toList();
    }

    private static Map<String, Object> details(ServiceStatus service) {
        Map<String, Object> sites = new LinkedHashMap<>();
        for (SiteFacts site : service.sites()) {
            sites.put(site.site(), site.verdict().name());
        }
        Map<String, Object> details = new LinkedHashMap<>();
        service.state().assignment().ifPresent(assignment -> details.put("site", assignment.site()));
        details.put("sites", sites);
        details.put("conditions", List.copyOf(service.state().conditions().keySet()));
        service.state()
                .pause()
                .ifPresent(pause -> details.put("paused", pause.since().toString()));
        return details;
    }
}
