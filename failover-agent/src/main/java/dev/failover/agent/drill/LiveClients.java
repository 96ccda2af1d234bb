package dev.failover.agent.drill;

import dev.failover.Service;
import dev.failover.Service.ManagedRecord;
import dev.failover.agent.config.Configuration;
import dev.failover.component.UnavailableException;
import dev.failover.dns.Authorities;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.time.Durations;
import dev.failover.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clients of the service itself, who go on asking while it moves. */
final class LiveClients implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Scheduler scheduler = Scheduler.system();
    private final Authorities authorities;
    private final Map<RecordKey, String> zones = new LinkedHashMap<>();
    private final ClientView client;

    LiveClients(Configuration configuration, Service service) {
        authorities = configuration.served();
        for (ManagedRecord record : service.records()) {
            zones.put(
                    record.key(),
                    Objects.requireNonNull(configuration.providers().get(record.provider()))
                            .zone());
        }
        client = new ClientView(authorities, scheduler, zones);
        scheduler.schedule(Duration.ZERO, this::turn);
    }

    private void turn() {
        client.turn();
        scheduler.schedule(TURN, this::turn);
    }

    /**
     * What all servers of the zones give.
     *
     * @throws UnavailableException if they do not agree
     */
    List<RecordSet> served() throws InterruptedException {
        List<RecordSet> served = new ArrayList<>();
        for (Map.Entry<RecordKey, String> each : zones.entrySet()) {
            served.add(authorities
                    .look(each.getValue(), each.getKey(), LOOK)
                    .agreed()
                    .orElseThrow(() -> new UnavailableException(
                            "the servers of zone %s do not agree about %s".formatted(each.getValue(), each.getKey()))));
        }
        return served;
    }

    /**
     * Waits until clients get all of these.
     *
     * @throws UnavailableException if they don't in time
     */
    void awaitGiven(List<RecordSet> wanted, Duration limit) throws InterruptedException {
        CompletableFuture<Boolean> given = new CompletableFuture<>();
        scheduler.schedule(Duration.ZERO, () -> look(wanted, given));
        try {
            given.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new UnavailableException(
                    "clients do not get %s within %s".formatted(wanted, Durations.format(limit)), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking as a client failed", e.getCause());
        } finally {
            given.cancel(false);
        }
    }

    private void look(List<RecordSet> wanted, CompletableFuture<Boolean> given) {
        if (client.isGiven(wanted)) {
            given.complete(true);
        } else if (!given.isDone()) {
            scheduler.schedule(TURN, () -> look(wanted, given));
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
