package dev.failover.agent.command;

import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.control.CoordinatedView;
import dev.failover.agent.control.RecordSetView;
import dev.failover.agent.control.RecordSetView.Standing;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Assigned;
import dev.failover.agent.control.ServiceView.Decided;
import dev.failover.agent.control.ServiceView.Predicted;
import dev.failover.agent.control.ServiceView.Records;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.agent.control.ServiceView.Switched;
import dev.failover.agent.control.ServiceView.TrialView;
import dev.failover.agent.control.StatusDocument;
import dev.failover.component.Excerpt;
import dev.failover.time.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A status as text for a human. What each service has is put together without a formatter: that takes a process that has just begun long. */
final class StatusText {
    private static final int SWITCHES_SHOWN = 5;

    private final PrintStream out;

    StatusText(PrintStream out) {
        this.out = out;
    }

    void print(StatusDocument document) {
        out.println(
                document.agent().running()
                        ? "The agent is running (process " + document.agent().pid() + ")"
                        : "The agent is not running; this is what it last wrote down");
        for (ServiceView service : document.services()) {
            out.println();
            service(service);
            document.readiness(service.service()).ifPresent(this::readiness);
        }
        document.replicas()
                .forEach(replica -> out.printf(
                        "%nreplica %s in %s (%s/%s): %s%n",
                        replica.replica(), replica.directory(), replica.service(), replica.site(), replica.whole()));
        if (document.backups() != null) {
            document.backups().forEach(this::backup);
        }
        if (document.syncs() != null) {
            document.syncs().forEach(this::sync);
        }
        if (document.heartbeats() != null) {
            document.heartbeats().forEach(this::heartbeat);
        }
        if (document.exports() != null) {
            document.exports().forEach(this::export);
        }
        if (document.drills() != null) {
            document.drills().forEach(this::drill);
        }
        if (document.vendors() != null) {
            vendors(document.vendors());
        }
        document.pendingNotifications()
                .forEach(pending -> out.printf(
                        "%nNot yet delivered by %s: \"%s\"%s%n",
                        pending.notifier(), pending.title(), bracketed(pending.lastError())));
    }

    private void readiness(StatusDocument.Readiness readiness) {
        String why = readiness.why();
        out.println(
                why.isEmpty()
                        ? "  ready: a failover would work now"
                        : readiness
                                .since()
                                .map(since -> "  NOT READY since %s: a failover would not work now: %s"
                                        .formatted(moment(since), why))
                                .orElse("  ready: a failover would wait now: " + why));
    }

    private void drill(StatusDocument.Drill drill) {
        out.printf(
                "%ndrill of %s: %s at %s, level %s: %s%s%s%n",
                drill.service(),
                drill.outcome(),
                moment(drill.ended()),
                drill.level(),
                drill.reason(),
                drill.recoverySeconds() == null
                        ? ""
                        : drill.recoverySeconds()
                                .map(took -> "; clients were at the standby after " + Durations.format(took))
                                .orElse(""),
                drill.replicaAgeSeconds() == null
                        ? ""
                        : drill.replicaAgeSeconds()
                                .map(age -> "; its replica was %s old".formatted(Durations.format(age)))
                                .orElse(""));
    }

    private void vendors(List<StatusDocument.Vendor> vendors) {
        vendors.stream().filter(vendor -> !vendor.found().isEmpty()).forEach(vendor -> {
            out.printf(
                    "%n%s %s:%n",
                    vendor.component(),
                    vendor.sure().isEmpty() ? "may not be as it should" : "would fail when it is needed");
            vendor.found().forEach(found -> out.println("  ! " + found.sentence()));
        });
        vendors.stream()
                .flatMap(vendor -> vendor.latest().stream())
                .max(Instant::compareTo)
                .ifPresent(latest -> out.printf(
                        "%nvendors and channels: %s of %s as they should be, asked last at %s%n",
                        vendors.stream()
                                .filter(vendor -> vendor.found().isEmpty())
                                .count(),
                        vendors.size(),
                        moment(latest)));
    }

    private void backup(StatusDocument.Backup backup) {
        String latest = backup.ageSeconds()
                .map(age -> "taken %s ago%s"
                        .formatted(
                                Durations.format(age),
                                backup.watermark()
                                        .map(mark -> ", of the state of " + moment(mark))
                                        .orElse("")))
                .orElse("not taken yet");
        String tested = backup.testAgeSeconds()
                .map(age -> "restored %s ago: %s bytes in %s, %s files as the source read them"
                        .formatted(
                                Durations.format(age),
                                backup.restoredBytes().orElse(0L),
                                Durations.format(backup.restoreSeconds().orElse(Duration.ZERO)),
                                backup.comparedWithSource().orElse(0L)))
                .orElse("never restored");
        out.printf("%nbackup %s of %s: %s; %s%n", backup.backup(), backup.service(), latest, tested);
        backup.problems().forEach(problem -> out.println("  ! " + problem));
    }

    private void sync(StatusDocument.Sync sync) {
        String asOf = sync.latestScanStarted()
                .map(scan -> ", complete as of " + moment(scan))
                .orElse(", not complete yet");
        out.printf("%nsync %s: %s%s%n", sync.sync(), sync.state(), asOf);
        Stream.of(sync.problem(), sync.blind())
                .filter(what -> !what.isEmpty())
                .forEach(what -> out.println("  ! " + what));
        if (sync.content() != null) {
            out.println("  " + sync.content().sentence());
        }
    }

    private void heartbeat(StatusDocument.Heartbeat heartbeat) {
        String latest = heartbeat
                .latestPing()
                .map(ping -> "told that all is well at " + moment(ping))
                .orElse("not told yet that all is well");
        out.printf("%nheartbeat %s: %s%n", heartbeat.heartbeat(), latest);
        if (!heartbeat.problem().isEmpty()) {
            out.println("  ! " + heartbeat.problem());
        }
    }

    private void export(StatusDocument.Export export) {
        String latest = export.latest().map(put -> "as of " + moment(put)).orElse("not there yet");
        out.printf("%nexport to %s (%s): %s%n", export.export(), export.to(), latest);
        if (!export.problem().isEmpty()) {
            out.println("  ! " + export.problem());
        }
    }

    /** One service; also of a plan. */
    void service(ServiceView service) {
        String name = service.service();
        out.println(
                name + ": " + service.assignment().map(StatusText::assignment).orElse("nothing is decided yet"));
        service.pause()
                .ifPresent(pause -> out.printf(
                        "  paused by %s since %s%s%n", pause.by(), moment(pause.since()), bracketed(pause.reason())));
        service.latch()
                .ifPresent(latch -> out.printf(
                        "  latched since %s: %s. %s%n",
                        moment(latch.since()), latch.reason(), CommandAdvice.resume(name)));
        service.held()
                .ifPresent(held -> out.printf(
                        "  held at %s by %s since %s%s (%s)%s%n",
                        held.site(),
                        held.by(),
                        moment(held.since()),
                        held.until().map(until -> " until " + moment(until)).orElse(""),
                        held.reason(),
                        held.until().isPresent() ? "" : ". " + CommandAdvice.endHold(name)));
        service.approval()
                .ifPresent(approval -> out.printf(
                        "  %s approved of one switch to %s until %s (%s)%n",
                        approval.by(), approval.site(), moment(approval.until()), approval.reason()));
        service.acknowledgement()
                .ifPresent(known -> out.printf(
                        "  %s knows since %s of %s%s%n",
                        known.by(), moment(known.since()), String.join(", ", known.of()), bracketed(known.reason())));
        if (service.trials() != null) {
            service.trials().forEach(this::trial);
        }
        Optional<Duration> rpo = service.rpoSeconds() == null ? Optional.empty() : service.rpoSeconds();
        service.sites().forEach(site -> site(site, rpo));
        if (service.records() != null) {
            records(service.records());
        }
        if (service.connectivity() != null && !service.connectivity().equals("connected")) {
            out.println("  this watcher's own network: " + service.connectivity());
        }
        if (service.coordinated() != null) {
            coordinated(service.coordinated());
        }
        if (service.decision() != null) {
            decision(service.decision());
        }
        if (service.publishingFailures() != null) {
            service.publishingFailures()
                    .forEach((provider, failure) -> out.printf("  writing to %s fails: %s%n", provider, failure));
        }
        service.conditions().forEach((id, since) -> out.printf("  told since %s: %s%n", moment(since), id));
        if (service.inhibited() != null) {
            service.inhibited()
                    .forEach((id, cause) -> out.printf("  not told, as it follows from %s: %s%n", cause, id));
        }
        if (service.prediction() != null) {
            prediction(service.prediction(), service.rtoSeconds());
        }
        List<Switched> switches = service.switches();
        switches.subList(Math.max(0, switches.size() - SWITCHES_SHOWN), switches.size())
                .forEach(this::made);
    }

    private void trial(TrialView trial) {
        String since = switch (trial.basis()) {
            case "passed" -> "passed at " + moment(trial.since());
            case "acknowledged" -> "not passed; somebody knows since " + moment(trial.since());
            default -> "not passed yet, asked for since " + moment(trial.since());
        };
        out.printf(
                "  %s: %s; %s%n",
                trial.trial(),
                since,
                trial.expired()
                        .map(expired ->
                                "too long ago since %s: switches wait for a human's word".formatted(moment(expired)))
                        .orElse("counts until " + moment(trial.until())));
    }

    private static String assignment(Assigned decided) {
        return "at " + decided.site() + " since " + moment(decided.since()) + " (" + decided.cause() + " by "
                + decided.by() + ": " + decided.reason() + ")"
                + (decided.published() ? "" : ", not yet published everywhere");
    }

    private void site(SiteView site, Optional<Duration> rpo) {
        List<String> parts = new ArrayList<>();
        parts.add(site.role() + (site.active() ? ", active" : "") + (site.degraded() ? ", degraded" : ""));
        if (site.verdict() != null && site.verdictSeconds() != null && site.address() != null) {
            parts.add(site.verdict().toUpperCase(Locale.ROOT) + " for " + Durations.format(site.verdictSeconds()) + " ("
                    + site.detail() + ")");
            parts.add(site.address().sentence());
        }
        if (site.certificateExpiry() != null) {
            site.certificateExpiry().ifPresent(expiry -> parts.add("certificate until " + moment(expiry)));
        }
        if (site.replicaAgeSeconds() != null) {
            site.replicaAgeSeconds()
                    .ifPresent(age -> parts.add("replica %s old%s"
                            .formatted(
                                    Durations.format(age),
                                    rpo.map(goal -> against("rpo", age, goal)).orElse(""))));
        }
        out.println("  " + padded(site.site()) + " " + String.join("; ", parts));
    }

    /** Each server's answer, alike ones together. */
    private void records(Records records) {
        out.println("  records: " + records.sentence()
                + records.lookedAt().map(at -> " (asked at " + moment(at) + ")").orElse(""));
        for (RecordSetView set : records.sets()) {
            out.println("    " + set.name() + " " + set.type() + " at " + set.provider()
                    + set.decided()
                            .map(values -> ", decided: "
                                    + values.stream().map(Excerpt::of).collect(Collectors.joining(", ")))
                            .orElse(""));
            set.alike()
                    .forEach(same -> out.println(
                            "      " + padded(standing(same.standing())) + " " + String.join(", ", same.servers())
                                    + ": " + same.answer().sentence()));
        }
    }

    private static String standing(Standing standing) {
        return switch (standing) {
            case AS_DECIDED -> "as decided";
            case ANOTHER -> "DIFFERS";
            case UNDECIDED -> "gives";
            case SILENT -> "SILENT";
        };
    }

    private void coordinated(CoordinatedView together) {
        boolean mine = !together.leftSeconds().isZero();
        out.printf(
                "  lease: %s%s%n",
                together.holder().orElse("nobody's"),
                mine ? ", this watcher's for another " + Durations.format(together.leftSeconds()) : "");
        together.unreachable().ifPresent(why -> out.println("  the store can't be used: " + why));
        together.differences().forEach(difference -> out.println("  ! " + difference.sentence()));
        together.votes().forEach(count -> {
            out.printf(
                    "  votes about %s: %s needed to leave it, of %s that say anything%s%n",
                    count.site(), count.quorum(), count.turnout(), count.votedDown() ? "; it is voted DOWN" : "");
            count.votes()
                    .forEach(vote -> out.printf(
                            "    %-10s %-12s %-8s %s%s%n",
                            vote.watcher(),
                            vote.domain(),
                            vote.says().equals("abstain")
                                    ? "abstains"
                                    : vote.says().toUpperCase(Locale.ROOT),
                            vote.why(),
                            vote.ageSeconds()
                                    .map(age -> " (seen " + Durations.format(age) + " ago)")
                                    .orElse("")));
        });
    }

    private void decision(Decided decision) {
        out.println("  decision: " + decision.step() + (decision.to() == null ? "" : " to " + decision.to()) + ": "
                + decision.reason());
        decision.gates()
                .forEach(gate ->
                        out.printf("    %-5s %-12s %s%n", gate.met() ? "met" : "UNMET", gate.gate(), gate.sentence()));
        decision.conditions().forEach(condition -> out.println("  ! " + condition.sentence()));
    }

    private void prediction(Predicted prediction, Optional<Duration> rto) {
        String takeover = prediction.takeoverSeconds().isZero()
                ? ""
                : " (or a takeover, " + Durations.format(prediction.takeoverSeconds()) + ", if that is longer)";
        out.println("  an unplanned switch takes at most " + Durations.format(prediction.visibleSeconds())
                + ": detection " + Durations.format(prediction.detectionSeconds())
                + " + gates " + Durations.format(prediction.gatesSeconds()) + takeover
                + " + publishing " + Durations.format(prediction.publishingSeconds())
                + (prediction.publishingMeasured() ? " (as measured)" : " (assumed, not measured yet)")
                + " + caches " + Durations.format(prediction.cachingSeconds())
                + rto.map(goal -> against("rto", prediction.visibleSeconds(), goal))
                        .orElse(""));
    }

    private static String against(String objective, Duration value, Duration goal) {
        return "; the %s is %s%s"
                .formatted(objective, Durations.format(goal), value.compareTo(goal) > 0 ? ", WHICH IS MISSED" : "");
    }

    private void made(Switched made) {
        out.printf(
                "  %s %s from %s to %s: predicted %s, took %s%s%n",
                moment(made.decidedAt()),
                made.cause(),
                made.from().isEmpty() ? "nowhere" : made.from(),
                made.to(),
                made.predictedSeconds().map(Durations::format).orElse("nothing"),
                made.tookSeconds().map(Durations::format).orElse("(not published)"),
                made.late() ? ", late" : "");
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(0, 10 - text.length()));
    }

    private static String bracketed(String text) {
        return text.isEmpty() ? "" : " (" + text + ")";
    }

    private static String moment(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
