package dev.failover.agent.control;

import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.agent.heartbeat.HeartbeatStatus;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.ReplicaAge.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of the services, as {@link Documents} writes it. Users rely on its schema: members are only ever added.
 *
 * @param syncs null if no agent is running
 * @param heartbeats null if no agent is running
 * @param exports null if no agent is running
 * @param drills of each service the latest; null from an agent of an earlier version
 */
public record StatusDocument(
        Agent agent,
        List<ServiceView> services,
        List<Pending> pendingNotifications,
        List<Replica> replicas,
        @Nullable List<Sync> syncs,
        @Nullable List<Heartbeat> heartbeats,
        @Nullable List<Export> exports,
        @Nullable List<Drill> drills) {
    /**
     * The agent.
     *
     * @param pid null if it is not running
     */
    public record Agent(boolean running, @Nullable Long pid) {}

    /** A notification that is yet to be delivered. */
    public record Pending(String id, String title, Instant posted, String notifier, String lastError) {
        static Pending of(PendingNotification pending) {
            return new Pending(
                    pending.id(), pending.title(), pending.posted(), pending.notifier(), pending.lastError());
        }
    }

    /** A replica on this machine. */
    public record Replica(
            String replica,
            String directory,
            String service,
            String site,
            Optional<Duration> ageSeconds,
            String sentence) {
        static Replica of(ReplicaDefinition replica, Reading reading, Instant now) {
            return new Replica(
                    replica.dataSet().name(),
                    replica.dataSet().directory().toString(),
                    replica.service(),
                    replica.site(),
                    reading.age(now),
                    reading.sentence(now));
        }
    }

    /** Who is told elsewhere that the agent works. */
    public record Heartbeat(String heartbeat, Optional<Instant> latestPing, String problem) {
        static Heartbeat of(HeartbeatStatus status) {
            return new Heartbeat(status.name(), status.latestPing(), status.problem());
        }
    }

    /**
     * Where the public page is put as files.
     *
     * @param export {@code directory}, {@code sftp} or {@code s3}
     * @param latest when all of it was last put there; empty if it was not yet
     * @param problem why it could not be put there now; empty if it could
     */
    public record Export(String export, String to, Optional<Instant> latest, String problem) {}

    /** A drill that was made, as its report has it. */
    public record Drill(String service, String drill, String level, String outcome, Instant ended, String reason) {}

    /** A mirror that the agent makes. */
    public record Sync(
            String sync, String state, Optional<Instant> latestScanStarted, int pending, String problem, String blind) {
        static Sync of(String name, MirrorStatus status) {
            return new Sync(
                    name,
                    Documents.word(status.state()),
                    status.latest().map(latest -> latest.scanStarted()),
                    status.pending(),
                    CommandAdvice.sentence(name, status.problem(), status.remedy()),
                    status.blind());
        }
    }
}
