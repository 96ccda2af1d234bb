package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.command.PlanCommand.Planned;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.agent.control.ServiceView;
import dev.failover.agent.control.ServiceView.Predicted;
import dev.failover.agent.control.ServiceView.SiteView;
import dev.failover.agent.control.ServiceView.Switched;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.drill.DrillReport;
import dev.failover.component.Excerpt;
import dev.failover.decision.FailoverPolicy;
import dev.failover.decision.Trial;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The disaster-recovery plan of a configuration, on one page of Markdown, for people without a terminal. It says what others have found
 * out and predicted, and leaves out what there is no fact for. For one use.
 */
final class PlanDocument {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Configuration configuration;
    private final List<Planned> planned;
    private final List<DrillReport> drills;
    private final List<StatusDocument.Backup> backups;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    /** @param drills all that were made, oldest first */
    PlanDocument(
            Configuration configuration,
            List<Planned> planned,
            List<DrillReport> drills,
            List<StatusDocument.Backup> backups,
            Instant now) {
        this.configuration = configuration;
        this.planned = planned;
        this.drills = drills;
        this.backups = backups;
        this.now = now;
    }

    String text() {
        line("# What happens when a site fails");
        line(
                ("This page says who decides, what happens in which order, how long it takes, and whom to call. `failover plan --document`"
                                + " wrote it on %s, from the configuration as it was then. Print it, keep it where it can be read when everything else"
                                + " is down, and write it anew when the configuration changes.")
                        .formatted(MINUTE.format(now)));
        for (Planned one : planned) {
            configuration.service(one.service().service()).ifPresent(service -> service(service, one));
        }
        files();
        telling();
        accounts();
        uncovered();
        return text.toString();
    }

    private void line(String words) {
        text.append(words).append("\n\n");
    }

    private void items(List<String> items) {
        items.forEach(item -> text.append("- ").append(item).append('\n'));
        text.append('\n');
    }

    private void steps(List<String> steps) {
        for (int i = 0; i < steps.size(); i++) {
            text.append(i + 1).append(". ").append(steps.get(i)).append('\n');
        }
        text.append('\n');
    }

    /** What was named or said by others, as it is and not as Markdown. */
    private static String plain(String words) {
        return Excerpt.of(words, 1000).replaceAll("([\\\\`*_<>\\[\\]|#])", "\\\\$1");
    }

    private static String time(Duration duration) {
        return Durations.format(duration);
    }

    // One service.

    private void service(Service service, Planned one) {
        ServiceView view = one.service();
        line("## " + plain(service.name()));
        line(view.assignment()
                .map(at -> "It was at %s when this page was written, since %s."
                        .formatted(plain(at.site()), MINUTE.format(at.since())))
                .orElse("Nothing was decided yet when this page was written."));
        items(view.sites().stream().map(PlanDocument::site).toList());
        line("### Who decides");
        items(deciders(service, view));
        line("### What happens, in this order");
        steps(steps(service, one));
        if (view.prediction() != null) {
            line(inAll(service, view.prediction()));
        }
        line("### How long it took, and what was lost");
        items(measured(service, view));
        line("### By hand");
        line("On a machine where the agent runs, as its user; NAME is yours, and is written down:");
        items(commands(service));
    }

    private static String site(SiteView site) {
        String condition =
                site.verdict() == null ? "not checked" : site.verdict().toUpperCase(Locale.ROOT);
        String age = site.replicaAgeSeconds() == null
                ? ""
                : site.replicaAgeSeconds()
                        .map(duration -> ", with data %s old".formatted(time(duration)))
                        .orElse("");
        return "**%s**, the %s: %s%s%s"
                .formatted(
                        plain(site.site()),
                        site.role(),
                        condition,
                        age,
                        site.degraded() ? "; it serves in degraded mode only" : "");
    }

    private List<String> deciders(Service service, ServiceView view) {
        FailoverPolicy policy = service.policy();
        List<String> said = new ArrayList<>();
        said.add(
                switch (policy.stateClass()) {
                    case STATELESS -> "The watcher switches by itself, at any hour. Nobody has to be there.";
                    case EPHEMERAL ->
                        "The watcher switches by itself, at any hour, as long as the data there is young enough. Otherwise a human decides.";
                    case QUORUM, STATEFUL ->
                        "A human decides. The watcher tells that a site is down, and switches once somebody has approved.";
                });
        configuration
                .coordination()
                .ifPresent(together -> said.add(
                        "Several watchers vote on whether a site is down, and one of them at a time may act."));
        said.add("It makes at most %s switches by itself within %s; then it waits for a human."
                .formatted(policy.maxSwitches(), time(policy.maxSwitchesPer())));
        said.add(
                policy.automaticFailback()
                        ? "It returns to %s by itself, once that has been up for %s."
                                .formatted(plain(primary(service)), time(policy.failbackAfter()))
                        : "It returns to %s only when a human says so.".formatted(plain(primary(service))));
        view.pause()
                .ifPresent(pause ->
                        said.add("**When this page was written it was paused** by %s: nothing is switched by itself."
                                .formatted(plain(pause.by()))));
        view.latch()
                .ifPresent(latch -> said.add(
                        "**When this page was written it waited for a human**: %s.".formatted(plain(latch.reason()))));
        return said;
    }

    private static String primary(Service service) {
        return service.sites().get(0).name();
    }

    private List<String> steps(Service service, Planned one) {
        List<String> steps = new ArrayList<>();
        Predicted predicted = one.service().prediction();
        steps.add("The checks notice that the active site is down"
                + (predicted == null
                        ? "."
                        : ": at most %s after it fails.".formatted(time(predicted.detectionSeconds()))));
        if (predicted != null && !predicted.gatesSeconds().isZero()) {
            steps.add("The watcher makes sure that it is not cut off itself: at most %s more."
                    .formatted(time(predicted.gatesSeconds())));
        }
        if (predicted != null && !predicted.takeoverSeconds().isZero()) {
            steps.add(
                    "If the watcher that may act was lost with the site, another takes over: at most %s after the failure."
                            .formatted(time(predicted.takeoverSeconds())));
        }
        steps.add(conditions(service.policy()));
        steps.add("It writes down what it decided, and only then changes the records."
                + one.plan().candidates().stream()
                        .filter(site -> !site.active())
                        .map(PlanDocument::candidate)
                        .collect(Collectors.joining()));
        if (predicted != null) {
            steps.add("Every name server gives the new address: at most %s later, %s."
                    .formatted(
                            time(predicted.publishingSeconds()),
                            predicted.publishingMeasured()
                                    ? "as measured at earlier switches"
                                    : "which is assumed, as no switch was measured yet"));
            steps.add("Users follow as their caches forget the old address: at most %s after that."
                    .formatted(time(predicted.cachingSeconds())));
        }
        for (Trial.Kind kind : Trial.Kind.values()) {
            service.policy()
                    .maxAge(kind)
                    .ifPresent(limit -> steps.add(
                            "If the latest %s was passed more than %s ago, all of this waits for a human's word."
                                    .formatted(kind.text(), time(limit))));
        }
        List<String> told = notifiers(service);
        steps.add(
                told.isEmpty()
                        ? "Nobody is told: no notifier is configured."
                        : "Meanwhile people are told: %s.".formatted(String.join(", ", told)));
        return steps;
    }

    private static String conditions(FailoverPolicy policy) {
        List<String> conditions = new ArrayList<>(List.of("it works, by its own checks", "its address is known"));
        policy.replicaMaxAge().ifPresent(age -> conditions.add("its data is at most %s old".formatted(time(age))));
        if (!policy.certificateValidFor().isZero()) {
            conditions.add("its certificate is valid for %s more".formatted(time(policy.certificateValidFor())));
        }
        return "It looks for another site that can be entered: %s.".formatted(String.join(", ", conditions));
    }

    private static String candidate(PlanView.Candidate site) {
        if (!site.writable()) {
            return " For %s that can't be done now: %s.".formatted(plain(site.site()), plain(site.sentence()));
        }
        return " For %s: %s."
                .formatted(
                        plain(site.site()),
                        site.records().stream()
                                .map(place -> "%s %s at %s%s"
                                        .formatted(
                                                plain(place.name()),
                                                place.type(),
                                                plain(place.provider()),
                                                place.desired()
                                                        .map(values -> " to " + String.join(", ", values.values()))
                                                        .orElse("")))
                                .collect(Collectors.joining("; ")));
    }

    private static String inAll(Service service, Predicted predicted) {
        String all =
                "In all, nobody is sent to the dead site any more after at most **%s**; after %s the zones give the new address."
                        .formatted(time(predicted.visibleSeconds()), time(predicted.publishedSeconds()));
        return service.rto()
                .map(wanted -> "%s The objective (RTO) is %s, which this %s."
                        .formatted(
                                all,
                                time(wanted),
                                predicted.visibleSeconds().compareTo(wanted) <= 0 ? "meets" : "**does not meet**"))
                .orElse(all + " No objective (RTO) is configured.");
    }

    private List<String> measured(Service service, ServiceView view) {
        List<String> said = new ArrayList<>();
        Optional<Switched> latest = Optional.empty();
        for (Switched made : view.switches()) {
            latest = made.tookSeconds().isPresent() ? Optional.of(made) : latest;
        }
        said.add(latest.map(made -> "The latest switch that was measured, to %s on %s, took %s%s."
                        .formatted(
                                plain(made.to()),
                                MINUTE.format(made.decidedAt()),
                                time(made.tookSeconds().orElse(Duration.ZERO)),
                                made.predictedSeconds()
                                        .map(predicted -> "; %s were predicted".formatted(time(predicted)))
                                        .orElse("")))
                .orElse("A switch: never measured."));
        said.add(latestDrill(service).map(PlanDocument::drill).orElse("A drill: never measured."));
        said.add(backups.stream()
                .filter(backup -> backup.service().equals(service.name()))
                .filter(backup -> backup.tested().isPresent())
                .findFirst()
                .map(PlanDocument::restored)
                .orElse("A backup that was restored: never measured."));
        said.add(service.policy()
                .replicaMaxAge()
                .map(age ->
                        "What was written during the last %s before the failure may be lost, and no more: an older replica is not entered by itself."
                                .formatted(time(age)))
                .orElse("How much of the latest data may be lost (RPO) is not bounded: `replica-max-age` is not set."));
        service.rpo()
                .ifPresent(goal -> said.add("The objective (RPO) is %s, which this %s."
                        .formatted(
                                time(goal),
                                service.policy()
                                                .replicaMaxAge()
                                                .filter(age -> age.compareTo(goal) <= 0)
                                                .isPresent()
                                        ? "meets"
                                        : "**does not meet**")));
        return said;
    }

    /** One that was blocked measured nothing. */
    private Optional<DrillReport> latestDrill(Service service) {
        return drills.stream()
                .filter(drill -> drill.service().equals(service.name()) && !drill.isRefused())
                .reduce((one, later) -> later);
    }

    private static String drill(DrillReport drill) {
        return "The latest drill, on %s by %s, %s: %s.%s%s"
                .formatted(
                        MINUTE.format(drill.began()),
                        plain(drill.by()),
                        plain(drill.outcome()),
                        plain(drill.reason()),
                        drill.recovery()
                                .map(took ->
                                        " Clients were at the other site %s after the failure.".formatted(time(took)))
                                .orElse(""),
                        drill.replicaAgeSeconds()
                                .map(age -> " Its data was %s old then.".formatted(time(age)))
                                .orElse(""));
    }

    private static String restored(StatusDocument.Backup backup) {
        return "The backup %s was restored last on %s%s."
                .formatted(
                        plain(backup.backup()),
                        backup.tested().map(MINUTE::format).orElse(""),
                        backup.restoreSeconds()
                                .map(took -> ": %s bytes in %s"
                                        .formatted(backup.restoredBytes().orElse(0L), time(took)))
                                .orElse(""));
    }

    private static List<String> commands(Service service) {
        String name = service.name();
        List<String> commands = new ArrayList<>(List.of("See what is the case: `failover status`"));
        for (Site site : service.sites().subList(1, service.sites().size())) {
            commands.add("Switch to %s: `failover switch %s %s --by NAME --reason TEXT`"
                    .formatted(plain(site.name()), name, site.name()));
        }
        commands.add("Return to %s: `failover failback %s --by NAME`".formatted(plain(primary(service)), name));
        commands.add("Stop it from switching by itself: `failover pause %s --by NAME`".formatted(name));
        commands.add("Let it switch again: `failover resume %s --by NAME`".formatted(name));
        return commands;
    }

    // What all services share.

    private void files() {
        if (configuration.syncs().isEmpty() && configuration.replicas().isEmpty() && backups.isEmpty()) {
            return;
        }
        line("## Files");
        List<String> said = new ArrayList<>();
        configuration.syncs().values().forEach(sync -> said.add(sync(sync)));
        configuration
                .replicas()
                .forEach((name, replica) ->
                        said.add("**%s** lies in %s here, and becomes the source when %s becomes active."
                                .formatted(
                                        plain(name),
                                        plain(replica.dataSet().directory().toString()),
                                        plain(replica.site()))));
        backups.forEach(backup -> said.add("**%s** is backed up. The latest snapshot: %s."
                .formatted(
                        plain(backup.backup()),
                        backup.latest().map(MINUTE::format).orElse("none yet"))));
        items(said);
    }

    private static String sync(SyncDefinition sync) {
        return "**%s**: %s is mirrored %s (%s)%s."
                .formatted(
                        plain(sync.name()),
                        plain(sync.source().toString()),
                        sync.following().isPresent() ? "at every change" : "when somebody asks for it",
                        plain(sync.transport().toString()),
                        sync.site()
                                .map(site -> ", while %s is active".formatted(plain(site)))
                                .orElse(""));
    }

    private List<String> notifiers(Service service) {
        return service.notifiers().stream()
                .map(name -> plain(name)
                        + Optional.ofNullable(
                                        configuration.telling().escalateAfter().get(name))
                                .map(after -> " (after %s, if nobody answers)".formatted(time(after)))
                                .orElse(""))
                .toList();
    }

    private void telling() {
        line("## Whom to call, and who is told");
        List<String> said = new ArrayList<>();
        configuration
                .telling()
                .contacts()
                .forEach((who, how) -> said.add("**%s**: %s".formatted(plain(who), plain(how))));
        if (said.isEmpty()) {
            said.add("Nobody is named to be called: write `contacts` into the configuration.");
        }
        configuration
                .notifiers()
                .forEach((name, notifier) ->
                        said.add("Told by itself: **%s** (%s)".formatted(plain(name), plain(notifier.toString()))));
        configuration
                .heartbeats()
                .values()
                .forEach(heartbeat ->
                        said.add("Notices that the agent is silent: %s".formatted(plain(heartbeat.toString()))));
        if (configuration.heartbeats().isEmpty()) {
            said.add("Nobody notices if the agent itself is silent: no heartbeat is configured.");
        }
        items(said);
    }

    private void accounts() {
        if (configuration.providers().isEmpty()) {
            return;
        }
        line("## Accounts that must work");
        items(configuration.providers().entrySet().stream()
                .map(each -> "**%s** writes the zone %s. Whoever switches by hand without the agent needs its login."
                        .formatted(plain(each.getKey()), plain(each.getValue().zone())))
                .toList());
    }

    private void uncovered() {
        line("## What this does not cover");
        List<String> said = new ArrayList<>();
        for (Planned one : planned) {
            one.plan()
                    .warnings()
                    .forEach(warning -> said.add("%s: %s %s."
                            .formatted(
                                    plain(one.service().service()),
                                    plain(warning.subject()),
                                    plain(warning.sentence()))));
        }
        said.add((backups.isEmpty() ? "Backups are not made by this configuration. " : "A mirror is no backup. ")
                + NoBackup.SENTENCE);
        said.add("Databases replicate their own contents: only files are mirrored here.");
        said.add(
                "Whether one event can take several sites at once (one building, one provider, one line, one power supply) is not known here.");
        said.add(
                "What is lost or stolen besides a site: a domain, a vendor's account, a key. Their owners must be known.");
        items(said);
    }
}
