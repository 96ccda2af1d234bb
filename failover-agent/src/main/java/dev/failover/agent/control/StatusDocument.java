package dev.failover.agent.control;

import dev.failover.agent.backup.BackupRecord;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupRecord.Taken;
import dev.failover.agent.backup.BackupRecord.Tested;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.agent.control.ServiceView.GateView;
import dev.failover.agent.drill.DrillReport;
import dev.failover.agent.drill.ReadinessStatus;
import dev.failover.agent.heartbeat.HeartbeatStatus;
import dev.failover.agent.vendor.VendorRecord;
import dev.failover.decision.Decision;
import dev.failover.internal.notify.PendingNotification;
import dev.failover.sync.MirrorStatus;
import dev.failover.sync.Proof;
import dev.failover.sync.ReplicaAge.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of the services, as {@link Documents} writes it. Users rely on its schema: members are only ever added.
 *
 * @param backups null if an agent answered that knows none
 * @param syncs null if no agent is running
 * @param heartbeats null if no agent is running
 * @param exports null if no agent is running
 * @param drills of each service the latest; null from an agent of an earlier version
 * @param readiness of each service that has somewhere to go; null if no agent is running
 * @param vendors what is looked at on a quiet day; null from an agent of an earlier version
 */
public record StatusDocument(
        Agent agent,
        List<ServiceView> services,
        List<Pending> pendingNotifications,
        List<Replica> replicas,
        @Nullable List<Backup> backups,
        @Nullable List<Sync> syncs,
        @Nullable List<Heartbeat> heartbeats,
        @Nullable List<Export> exports,
        @Nullable List<Drill> drills,
        @Nullable List<Readiness> readiness,
        @Nullable List<Vendor> vendors) {
    /** What would come of a failure of one service; empty if that is not known. */
    public Optional<Readiness> readiness(String service) {
        return readiness == null
                ? Optional.empty()
                : readiness.stream()
                        .filter(each -> each.service().equals(service))
                        .findFirst();
    }

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

    /**
     * A replica on this machine.
     *
     * @param content null from an agent of an earlier version
     */
    public record Replica(
            String replica,
            String directory,
            String service,
            String site,
            Optional<Duration> ageSeconds,
            String sentence,
            @Nullable Content content) {
        static Replica of(ReplicaDefinition replica, Reading reading, Content content, Instant now) {
            return new Replica(
                    replica.dataSet().name(),
                    replica.dataSet().directory().toString(),
                    replica.service(),
                    replica.site(),
                    reading.age(now),
                    reading.sentence(now),
                    content);
        }

        /** How old it is, and as of when its content was verified. */
        public String whole() {
            if (content == null) {
                return sentence;
            }
            return content.problem().isEmpty()
                    ? sentence + "; " + content.sentence()
                    : sentence + "; when its content was verified is not known: " + content.problem();
        }
    }

    /**
     * A backup.
     *
     * @param latest the latest snapshot that lacks nothing: when
     * @param watermark from when the replica dated then
     * @param tested the latest restore test that was passed: when
     * @param comparedWithSource how many of the files restored then are what the source itself read
     * @param restoreSeconds how long it took to restore {@code restoredBytes}
     * @param problems what fails at present
     */
    public record Backup(
            String backup,
            String service,
            Optional<Instant> latest,
            Optional<Duration> ageSeconds,
            Optional<Instant> watermark,
            Optional<Long> bytes,
            Optional<Instant> tested,
            Optional<Duration> testAgeSeconds,
            Optional<Long> comparedWithSource,
            Optional<Duration> restoreSeconds,
            Optional<Long> restoredBytes,
            List<String> problems) {
        static Backup of(BackupDefinition definition, BackupRecord record, Instant now) {
            return new Backup(
                    definition.name(),
                    definition.service(),
                    record.latest().map(Taken::at),
                    record.latest().map(taken -> Duration.between(taken.at(), now)),
                    record.latest().flatMap(Taken::watermark),
                    record.latest().map(Taken::bytes),
                    record.tested().map(Tested::at),
                    record.tested().map(tested -> Duration.between(tested.at(), now)),
                    record.tested().map(Tested::bySource),
                    record.tested().map(Tested::restoring),
                    record.tested().map(Tested::bytes),
                    Stream.of(Step.values())
                            .flatMap(step -> Optional.ofNullable(
                                            record.failures().get(step))
                                    .stream()
                                    .map(failure -> step.failing() + ": " + failure.why()))
                            .toList());
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

    /**
     * A drill that was made, as its report has it. What may be null is so from an agent of an earlier version only.
     *
     * @param recoverySeconds from the failure until clients were at the standby; empty if they never were
     * @param replicaAgeSeconds how old the replica of the site entered was
     */
    @SuppressWarnings("NullableOptional")
    public record Drill(
            String service,
            String drill,
            String level,
            String outcome,
            Instant ended,
            String reason,
            @Nullable Optional<Duration> recoverySeconds,
            @Nullable Optional<Duration> replicaAgeSeconds) {
        static Drill of(DrillReport report) {
            return new Drill(
                    report.service(),
                    report.drill(),
                    report.level(),
                    report.outcome(),
                    report.ended(),
                    report.reason(),
                    report.recovery(),
                    report.replicaAgeSeconds());
        }
    }

    /**
     * What would come of a failure of a service's active site, as of the latest minute.
     *
     * @param ready whether nothing is in the way that nobody wanted there
     * @param since from when on that is not so
     * @param gates those in the way, also a pause and the like
     * @param reason why it is not ready, if no gate says so; empty otherwise
     */
    public record Readiness(
            String service, boolean ready, Optional<Instant> since, List<GateView> gates, String reason) {
        /** Of what a look found. */
        public static Readiness of(ReadinessStatus status) {
            Decision decision = status.decision();
            boolean ready = status.hindered().isEmpty();
            return new Readiness(
                    status.service(),
                    ready,
                    status.hindered(),
                    decision.unmet().stream()
                            .map(gate -> GateView.of(status.service(), gate))
                            .toList(),
                    ready || !decision.unmet().isEmpty() ? "" : decision.reason());
        }

        /** What is in the way, for a human; empty if nothing is. */
        public String why() {
            return gates.isEmpty()
                    ? reason
                    : gates.stream().map(GateView::sentence).collect(Collectors.joining("; "));
        }
    }

    /**
     * A provider, traffic switch, notifier or backup that is asked something harmless now and then.
     *
     * @param component {@code provider ovh}
     * @param latest when it was asked last; empty if not yet
     * @param found what is not as it should be
     */
    public record Vendor(String component, Optional<Instant> latest, Optional<Duration> ageSeconds, List<Found> found) {
        static Vendor of(String component, VendorRecord record, Instant now) {
            return new Vendor(
                    component,
                    record.latest(),
                    record.latest().map(latest -> Duration.between(latest, now)),
                    new TreeMap<>(record.problems())
                            .entrySet().stream()
                                    .map(each -> new Found(
                                            each.getKey(),
                                            each.getValue().since(),
                                            each.getValue().told(),
                                            each.getValue().why()))
                                    .toList());
        }

        /** What was found so often that it is no passing failure. */
        public List<Found> sure() {
            return found.stream().filter(Found::told).toList();
        }
    }

    /**
     * Something that is not as it should be.
     *
     * @param told whether it was found so often that humans were told; else it may pass
     */
    public record Found(String subject, Instant since, boolean told, String problem) {
        /** For a human. */
        public String sentence() {
            return "%s: %s (since %s%s)"
                    .formatted(
                            subject,
                            problem,
                            since.truncatedTo(ChronoUnit.SECONDS),
                            told ? "" : ", and it may pass: it is looked at again soon");
        }
    }

    /**
     * What is known of the content of a sync's target, or of a replica here.
     *
     * @param verifiedAsOf when the latest verification of all of it began; empty if none went through yet
     * @param files how many it compared
     * @param bytes their size
     * @param healed how many of them it sent again
     * @param problem why the verification does not go on; empty if it does
     */
    public record Content(
            Optional<Instant> verifiedAsOf,
            Optional<Long> files,
            Optional<Long> bytes,
            Optional<Long> healed,
            String problem) {
        static Content of(MirrorStatus.Content content) {
            return new Content(
                    content.proof().map(Proof::began),
                    content.proof().map(Proof::files),
                    content.proof().map(Proof::bytes),
                    content.proof().map(Proof::healed),
                    content.problem());
        }

        /** One clause for a human. */
        public String sentence() {
            String proven = verifiedAsOf
                    .map(at -> "content verified as of %s: %s files, %s of them sent again"
                            .formatted(at.truncatedTo(ChronoUnit.SECONDS), files.orElse(0L), healed.orElse(0L)))
                    .orElse("content not verified yet");
            return problem.isEmpty() ? proven : proven + "; it does not go on: " + problem;
        }
    }

    /**
     * A mirror that the agent makes.
     *
     * @param content null if it is not verified
     */
    public record Sync(
            String sync,
            String state,
            Optional<Instant> latestScanStarted,
            int pending,
            String problem,
            String blind,
            @Nullable Content content) {
        static Sync of(String name, MirrorStatus status) {
            return new Sync(
                    name,
                    Documents.word(status.state()),
                    status.latest().map(latest -> latest.scanStarted()),
                    status.pending(),
                    CommandAdvice.sentence(name, status.problem(), status.remedy()),
                    status.blind(),
                    status.content().map(Content::of).orElse(null));
        }
    }
}
