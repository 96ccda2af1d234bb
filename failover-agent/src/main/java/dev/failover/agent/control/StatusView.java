package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.agent.backup.BackupStore;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.drill.DrillBook;
import dev.failover.agent.drill.ReadinessStatus;
import dev.failover.agent.heartbeat.HeartbeatStatus;
import dev.failover.agent.vendor.VendorStore;
import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.decision.ServiceState;
import dev.failover.internal.journal.FileStateStore;
import dev.failover.internal.notify.Outbox;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.internal.storage.StateDirectory;
import dev.failover.journal.JournalEntry;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.Proof;
import dev.failover.sync.ReplicaAge;
import dev.failover.sync.ReplicaAge.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is the case, as the running agent knows it or as its state directory has it. */
public final class StatusView {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private StatusView() {}

    /** As the running agent knows it. */
    static StatusDocument of(
            Failover failover,
            Configuration configuration,
            Map<String, MirrorStatus> syncs,
            List<HeartbeatStatus> heartbeats,
            List<StatusDocument.Export> exports,
            List<ReadinessStatus> readiness,
            Instant now) {
        List<ServiceView> services = configuration.services().stream()
                .map(service -> failover.status(service.name())
                        .map(status -> ServiceView.of(service, status, now))
                        .orElseGet(() -> ServiceView.stored(service, ServiceState.INITIAL, now)))
                .toList();
        List<StatusDocument.Sync> mirrors = new ArrayList<>();
        syncs.forEach((name, status) -> mirrors.add(StatusDocument.Sync.of(name, status)));
        return document(
                new StatusDocument.Agent(true, ProcessHandle.current().pid()),
                services,
                configuration,
                mirrors,
                heartbeats.stream().map(StatusDocument.Heartbeat::of).toList(),
                exports,
                readiness.stream().map(StatusDocument.Readiness::of).toList(),
                now);
    }

    /**
     * As the state directory has it, while no agent is running.
     *
     * @throws dev.failover.component.RejectedException if it can't be read
     */
    public static StatusDocument stored(Configuration configuration, Instant now) {
        Map<String, ServiceState> states = new HashMap<>();
        for (JournalEntry entry : FileStateStore.read(configuration.stateDirectory())) {
            states.put(entry.service(), entry.state());
        }
        List<ServiceView> services = configuration.services().stream()
                .map(service ->
                        ServiceView.stored(service, states.getOrDefault(service.name(), ServiceState.INITIAL), now))
                .toList();
        return document(new StatusDocument.Agent(false, null), services, configuration, null, null, null, null, now);
    }

    private static StatusDocument document(
            StatusDocument.Agent agent,
            List<ServiceView> services,
            Configuration configuration,
            @Nullable List<StatusDocument.Sync> syncs,
            @Nullable List<StatusDocument.Heartbeat> heartbeats,
            @Nullable List<StatusDocument.Export> exports,
            @Nullable List<StatusDocument.Readiness> readiness,
            Instant now) {
        return new StatusDocument(
                agent,
                services,
                pending(configuration).stream().map(StatusDocument.Pending::of).toList(),
                configuration.replicas().values().stream()
                        .map(replica -> StatusDocument.Replica.of(
                                replica, read(replica.dataSet()), content(replica.dataSet()), now))
                        .toList(),
                backups(configuration, now),
                syncs,
                heartbeats,
                exports,
                drills(configuration),
                readiness,
                vendors(configuration, now));
    }

    /** What is known of each backup, as the state directory has it. */
    public static List<StatusDocument.Backup> backups(Configuration configuration, Instant now) {
        return configuration.backups().values().stream()
                .map(backup -> StatusDocument.Backup.of(
                        backup, new BackupStore(configuration.stateDirectory(), backup.name()).read(), now))
                .toList();
    }

    private static List<StatusDocument.Drill> drills(Configuration configuration) {
        Map<String, StatusDocument.Drill> latest = new HashMap<>();
        try {
            DrillBook.reports(configuration.stateDirectory())
                    .forEach(report -> latest.put(report.service(), StatusDocument.Drill.of(report)));
        } catch (RejectedException e) {
            // A report that can't be read must not hide where the services are; `drill --list` says what is wrong.
            return List.of();
        }
        return configuration.services().stream()
                .flatMap(service -> Optional.ofNullable(latest.get(service.name())).stream())
                .toList();
    }

    /** What looks at vendors and channels have found, by name. */
    private static List<StatusDocument.Vendor> vendors(Configuration configuration, Instant now) {
        try {
            return new TreeMap<>(new VendorStore(configuration.stateDirectory()).read())
                    .entrySet().stream()
                            .map(each -> StatusDocument.Vendor.of(each.getKey(), each.getValue(), now))
                            .toList();
        } catch (UnavailableException e) {
            // As of a drill's report.
            return List.of();
        }
    }

    /** What has yet to be delivered, as the outbox's log has it. */
    static List<PendingNotification> pending(Configuration configuration) {
        return StateDirectory.read(configuration.stateDirectory(), "outbox")
                .map(Outbox::pending)
                .orElse(List.of());
    }

    /** What the replica in a directory of this machine says; why it says nothing, if it fails. */
    public static Reading read(DataSet replica) {
        try {
            return ReplicaAge.of(replica).read(TIMEOUT);
        } catch (ComponentException e) {
            return Reading.unknown(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reading.unknown("interrupted");
        }
    }

    /** When what that replica holds was last verified, as far as a note beside it says. */
    public static StatusDocument.Content content(DataSet replica) {
        Optional<Proof> proof = Optional.empty();
        String problem = "";
        try {
            proof = replica.proof();
        } catch (ComponentException e) {
            problem = String.valueOf(e.getMessage());
        }
        return StatusDocument.Content.of(new MirrorStatus.Content(proof, problem));
    }
}
