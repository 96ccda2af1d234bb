package dev.failover;

import dev.failover.decision.Acknowledgement;
import dev.failover.decision.Assignment;
import dev.failover.decision.Cause;
import dev.failover.decision.Condition;
import dev.failover.decision.RememberedSwitch;
import dev.failover.decision.ServiceState;
import dev.failover.decision.ServiceState.Transition;
import dev.failover.internal.decision.Coverage;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What humans are told, in words. The ids are made of what is told, so that telling it again after a crash adds nothing. */
final class Announcements {
    private final Service service;
    private final Advice advice;

    Announcements(Service service, Advice advice) {
        this.service = service;
        this.advice = advice;
    }

    /**
     * A switch was decided and is under way.
     *
     * @param replicaAge of the site switched to: what was written since may be lost
     */
    Notification decided(
            Assignment assignment, Transition transition, Prediction prediction, Optional<Duration> replicaAge) {
        Severity severity = decidedSeverity(assignment);
        boolean elsewhere = !transition.from().isEmpty() && !transition.from().equals(assignment.site());
        String from = elsewhere ? " from " + transition.from() : "";
        return notification(
                        assignment.epoch() + "/decided",
                        assignment.since(),
                        severity,
                        "%s%s to %s%s"
                                .formatted(assignment.cause().text(), from, assignment.site(), degraded(assignment)),
                        assignment.reason() + ". It should be published within "
                                + Durations.format(prediction.publishing())
                                + (prediction.measured() ? ", as before" : " (not measured yet)")
                                + "; caches keep the old address for at most " + Durations.format(prediction.caching())
                                + "."
                                + replicaAge
                                        .map(age -> " The replica of %s is %s old: that much is lost at most."
                                                .formatted(assignment.site(), Durations.format(age)))
                                        .orElse(""),
                        facts(assignment, transition.from()))
                .partOf(incident(assignment), severity, false);
    }

    private Severity decidedSeverity(Assignment assignment) {
        return assignment.cause() == Cause.FAILOVER || isDegraded(assignment) ? Severity.CRITICAL : Severity.WARNING;
    }

    /** A switch, from its decision on. */
    private String incident(Assignment assignment) {
        return incident(String.valueOf(assignment.epoch()));
    }

    private String incident(String what) {
        return service.name() + "/" + what;
    }

    /** A switch is published everywhere; with that it is over, unless what is served now is not the whole service. */
    Notification published(
            Assignment assignment, RememberedSwitch made, Instant now, Prediction prediction, Coverage servers) {
        return notification(
                        assignment.epoch() + "/published",
                        now,
                        isDegraded(assignment) ? Severity.CRITICAL : Severity.WARNING,
                        "is at %s (%s)%s"
                                .formatted(assignment.site(), assignment.cause().text(), degraded(assignment)),
                        "Now %s gives %s, %s after %s%s. Caches keep the old address for at most %s."
                                .formatted(
                                        servers,
                                        assignment.site(),
                                        Durations.format(made.took().orElse(Duration.ZERO)),
                                        made.took().equals(made.publishing())
                                                ? "the decision"
                                                : "the first failed check",
                                        made.predicted()
                                                .map(predicted -> " (predicted: at most " + Durations.format(predicted)
                                                        + (made.isLate() ? ", so it was late" : "") + ")")
                                                .orElse(""),
                                        Durations.format(prediction.caching())),
                        facts(assignment, made.from()))
                .partOf(incident(assignment), decidedSeverity(assignment), !isDegraded(assignment));
    }

    private boolean isDegraded(Assignment assignment) {
        return service.site(assignment.site()).filter(Site::isDegraded).isPresent();
    }

    private String degraded(Assignment assignment) {
        return isDegraded(assignment) ? ", in degraded mode" : "";
    }

    /**
     * The active site's address is another one, without any decision. Whoever can forge the answer that it was found by can steer the
     * records so, and a human is the only one who notices.
     */
    Notification addressChanged(Assignment assignment, Instant now, String sentence) {
        return notification(
                assignment.epoch() + "/address/" + now.toEpochMilli(),
                now,
                Severity.WARNING,
                assignment.site() + " has another address",
                sentence + ". The records follow it.",
                Map.of("epoch", String.valueOf(assignment.epoch()), "site", assignment.site()));
    }

    /** Another watcher has decided, and this one goes along; more than news only if its own switch was overtaken. */
    Notification followed(Assignment assignment, ServiceState before, String reason) {
        boolean overtaken = before.transition().isPresent();
        String own = before.assignment().map(Assignment::site).orElse("");
        Notification news = notification(
                assignment.epoch() + "/followed",
                assignment.since(),
                overtaken ? Severity.WARNING : Severity.INFO,
                "follows another watcher to " + assignment.site(),
                reason
                        + (overtaken
                                ? ". This watcher's own switch to %s came too late and is called off.".formatted(own)
                                : "."),
                facts(assignment, own));
        return before.assignment()
                .filter(calledOff -> overtaken)
                .map(calledOff -> news.partOf(incident(calledOff), decidedSeverity(calledOff), true))
                .orElse(news);
    }

    /** Somebody made the records point to another site, which is taken as decided. */
    Notification movedByHand(Assignment assignment, ServiceState before, String reason) {
        return notification(
                assignment.epoch() + "/adopted",
                assignment.since(),
                Severity.WARNING,
                "was moved to %s by somebody else".formatted(assignment.site()),
                reason + ". It is taken as decided, as the policy adopts such a change.",
                facts(assignment, before.assignment().map(Assignment::site).orElse("")));
    }

    /** Something has become the case. */
    Notification raised(Condition condition, Instant since, ServiceState state) {
        return notification(
                        condition.id() + "/" + since.toEpochMilli() + "/raised",
                        since,
                        severity(condition.kind()),
                        title(condition.kind(), condition.subject()),
                        advised(condition),
                        Map.of("condition", condition.id(), "epoch", String.valueOf(state.epoch())))
                .partOf(incident(condition.id(), since), severity(condition.kind()), false);
    }

    /**
     * What goes on that humans were told of and should do something about, and since when: by the ids of conditions, and by the number of
     * the decision that put the service where it is degraded. The loudest first.
     */
    Map<String, Instant> lasting(ServiceState state) {
        Map<String, Instant> lasting = new LinkedHashMap<>();
        state.assignment()
                .filter(now -> isDegraded(now) && state.transition().isEmpty())
                .ifPresent(now -> lasting.put(String.valueOf(now.epoch()), now.since()));
        for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING)) {
            state.conditions().forEach((id, since) -> {
                if (conditionSeverity(id) == severity) {
                    lasting.put(id, since);
                }
            });
        }
        return lasting;
    }

    private static Severity conditionSeverity(String id) {
        return Condition.named(id).map(condition -> severity(condition.kind())).orElse(Severity.WARNING);
    }

    /**
     * Something goes on, and nobody has said that they know.
     *
     * @param what as {@link #lasting} has it
     * @param number of this reminder: a second one of the same number is not told
     */
    Notification reminder(String what, Instant since, long number, Instant now, ServiceState state, String sentence) {
        Optional<Condition> condition = Condition.named(what);
        Severity severity = lastingSeverity(what, state);
        String title = condition
                .map(known -> title(known.kind(), known.subject()))
                .orElseGet(() -> state.assignment()
                        .filter(at -> String.valueOf(at.epoch()).equals(what))
                        .map(at -> "is at %s%s".formatted(at.site(), degraded(at)))
                        .orElse(what));
        String more = advice.onReminder(service.name());
        return notification(
                        incidentOf(what, since, state) + "/reminder/" + number,
                        now,
                        severity,
                        "still: %s, for %s".formatted(title, Durations.format(lasted(since, now))),
                        (sentence.isEmpty() ? "It goes on" : sentence) + "." + (more.isEmpty() ? "" : " " + more),
                        Map.of("condition", what, "epoch", String.valueOf(state.epoch())))
                .partOf(incident(incidentOf(what, since, state)), severity, false);
    }

    private static Severity lastingSeverity(String what, ServiceState state) {
        return state.conditions().containsKey(what) ? conditionSeverity(what) : Severity.CRITICAL;
    }

    /** Without the service's name. */
    private static String incidentOf(String what, Instant since, ServiceState state) {
        return state.conditions().containsKey(what) ? what + "/" + since.toEpochMilli() : what;
    }

    /** A human knows, and the others should know that. In the thread of the loudest of what is known. */
    Notification acknowledged(Acknowledgement known, ServiceState state) {
        Notification news = notification(
                "acknowledged/" + known.since().toEpochMilli(),
                known.since(),
                Severity.INFO,
                known.by() + " knows of it",
                "Nobody is reminded any more of %s.%s"
                        .formatted(
                                String.join(", ", known.of()),
                                known.reason().isEmpty() ? "" : " The reason given: " + known.reason() + "."),
                Map.of("by", known.by(), "epoch", String.valueOf(state.epoch())));
        return lasting(state).entrySet().stream()
                .findFirst()
                .map(first -> news.partOf(
                        incident(incidentOf(first.getKey(), first.getValue(), state)),
                        lastingSeverity(first.getKey(), state),
                        false))
                .orElse(news);
    }

    /** A human has a site replaced: whoever still wanted to look at it should know. */
    Notification replacing(Replacement replacement, Instant now, ServiceState state) {
        return notification(
                "replacing/%s/%s".formatted(replacement.site(), now.toEpochMilli()),
                now,
                Severity.WARNING,
                "%s has %s replaced".formatted(replacement.by(), replacement.site()),
                (replacement.givenUp()
                                ? "The evidence of its failure is incomplete, and is given up."
                                : "The evidence of its failure is complete.")
                        + (replacement.reason().isEmpty() ? "" : " The reason given: " + replacement.reason() + "."),
                replacement.facts(state));
    }

    private String incident(String condition, Instant since) {
        return incident(condition + "/" + since.toEpochMilli());
    }

    private String advised(Condition condition) {
        String more = advice.on(service.name(), condition);
        return more.isEmpty() ? condition.sentence() : condition.sentence() + ". " + more;
    }

    /** Something, known by the id of its condition, is not the case any more. */
    Notification cleared(String id, Instant since, Instant now, ServiceState state) {
        Optional<Condition> known = Condition.named(id);
        return notification(
                        id + "/" + since.toEpochMilli() + "/cleared",
                        now,
                        Severity.INFO,
                        known.map(condition -> overTitle(condition.kind(), condition.subject()))
                                .orElse("over: " + id),
                        "It lasted for " + Durations.format(lasted(since, now)) + ".",
                        Map.of("condition", id, "epoch", String.valueOf(state.epoch())))
                .partOf(
                        incident(id, since),
                        known.map(condition -> severity(condition.kind())).orElse(Severity.WARNING),
                        true);
    }

    /** A bug keeps the watcher from deciding. */
    Notification stumbles(Instant since, String what) {
        return notification(
                        "bug/" + since.toEpochMilli(),
                        since,
                        Severity.CRITICAL,
                        "nothing is decided, because of a bug",
                        what
                                + ". It is tried again, at first after a second and then every minute; the other services go on."
                                + " The log has more: please report it.",
                        Map.of())
                .partOf(incident("bug", since), Severity.CRITICAL, false);
    }

    /** What a bug hindered goes on. */
    Notification goesOn(Instant since, Instant now) {
        return notification(
                        "bug/" + since.toEpochMilli() + "/over",
                        now,
                        Severity.INFO,
                        "decides again, after a bug",
                        "It lasted for " + Durations.format(lasted(since, now)) + ".",
                        Map.of())
                .partOf(incident("bug", since), Severity.CRITICAL, true);
    }

    /** By a clock that may have been set back meanwhile. */
    private static Duration lasted(Instant since, Instant now) {
        return now.isBefore(since) ? Duration.ZERO : Duration.between(since, now);
    }

    /** The journal can't be written, so that nothing is done. */
    Notification notJournalled(Instant since, String reason) {
        return notification(
                "not-journalled/" + since.toEpochMilli(),
                since,
                Severity.CRITICAL,
                "nothing is done, as the journal can't be written",
                reason,
                Map.of());
    }

    private static Severity severity(Condition.Kind kind) {
        return switch (kind) {
            case NO_READY_SITE,
                    WAITING_FOR_HUMAN,
                    LATCHED,
                    FOREIGN_RECORDS,
                    CONFIGURATIONS_DIFFER,
                    MIXED,
                    PUBLISHING_FAILS,
                    PROMOTION_FAILS,
                    STORE_UNREACHABLE -> Severity.CRITICAL;
            case STANDBY_DOWN,
                    SITE_UNKNOWN,
                    OWNERSHIP_LOST,
                    PROVIDER_UNREADABLE,
                    RECORDS_UNKNOWN,
                    ISOLATED,
                    OVERLOADED,
                    OUTVOTED,
                    CERTIFICATE_EXPIRING,
                    TRIAL_DUE,
                    TRIAL_EXPIRED,
                    ADDRESS_UNUSABLE -> Severity.WARNING;
            case FAILBACK_POSSIBLE -> Severity.INFO;
        };
    }

    private static String title(Condition.Kind kind, String subject) {
        return switch (kind) {
            case NO_READY_SITE -> "is down, and no site is ready";
            case WAITING_FOR_HUMAN -> "is down, and waits for you";
            case LATCHED -> "switched too often; automatic switching has stopped";
            case TRIAL_DUE -> "soon waits for a human's word, as the %s is due".formatted(subject);
            case TRIAL_EXPIRED -> "is switched on a human's word only, as the %s is too long ago".formatted(subject);
            case FOREIGN_RECORDS -> "has records that somebody else changed";
            case OWNERSHIP_LOST -> "has lost its ownership record";
            case CONFIGURATIONS_DIFFER -> "is watched with two configurations";
            case MIXED -> "points to different sites";
            case PUBLISHING_FAILS -> "can't be published";
            case PROVIDER_UNREADABLE -> subject + " can't be read, a switch would fail";
            case PROMOTION_FAILS -> "the replicas of " + subject + " can't be made the sources";
            case STANDBY_DOWN -> subject + " is down";
            case SITE_UNKNOWN -> "whether " + subject + " works is not known";
            case RECORDS_UNKNOWN -> "the zone's servers don't answer";
            case ISOLATED -> "the watcher is cut off";
            case OVERLOADED -> "the watcher is overloaded";
            case STORE_UNREACHABLE -> "the store that the watchers share can't be used";
            case OUTVOTED -> "is down for this watcher, and not for enough of the others";
            case CERTIFICATE_EXPIRING -> "the certificate of " + subject + " runs out";
            case ADDRESS_UNUSABLE -> "the active site's address can't be used";
            case FAILBACK_POSSIBLE -> "the primary is back";
        };
    }

    /** Says no more than that it is over: what ended it is told by itself, or is not known. */
    private static String overTitle(Condition.Kind kind, String subject) {
        return switch (kind) {
            case NO_READY_SITE -> "is no longer down without a site that is ready";
            case WAITING_FOR_HUMAN -> "no longer waits for you";
            case LATCHED -> "may be switched automatically again";
            case TRIAL_DUE -> "the %s is no longer due".formatted(subject);
            case TRIAL_EXPIRED -> "the %s keeps it from being switched automatically no longer".formatted(subject);
            case FOREIGN_RECORDS -> "no longer has records that somebody else changed";
            case OWNERSHIP_LOST -> "has its ownership record again";
            case CONFIGURATIONS_DIFFER -> "is no longer held up by two configurations";
            case MIXED -> "no longer points to different sites";
            case PUBLISHING_FAILS -> "can be published again";
            case PROVIDER_UNREADABLE -> subject + " can be read again";
            case PROMOTION_FAILS -> "making the replicas of " + subject + " the sources no longer fails";
            case STANDBY_DOWN -> subject + " is no longer down";
            case SITE_UNKNOWN -> "it is known again whether " + subject + " works";
            case RECORDS_UNKNOWN -> "the zone's servers answer again";
            case ISOLATED -> "the watcher is no longer cut off";
            case OVERLOADED -> "the watcher is no longer overloaded";
            case STORE_UNREACHABLE -> "the store that the watchers share can be used again";
            case OUTVOTED -> "the watchers no longer disagree whether it is down";
            case CERTIFICATE_EXPIRING -> "the certificate of " + subject + " no longer runs out soon";
            case ADDRESS_UNUSABLE -> "the active site's address can be used again";
            case FAILBACK_POSSIBLE -> "no longer waits for a failback";
        };
    }

    private static Map<String, String> facts(Assignment assignment, String from) {
        return Map.of(
                "epoch", String.valueOf(assignment.epoch()),
                "switch", assignment.cause().text(),
                "from", from,
                "to", assignment.site(),
                "by", assignment.by());
    }

    private Notification notification(
            String id, Instant at, Severity severity, String title, String text, Map<String, String> facts) {
        return new Notification(
                service.name() + "/" + id, at, severity, service.name(), service.name() + ": " + title, text, facts);
    }
}
