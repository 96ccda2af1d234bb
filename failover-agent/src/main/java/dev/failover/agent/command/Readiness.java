package dev.failover.agent.command;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.ServiceStatus;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.Answer;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.drill.Rehearsed;
import dev.failover.component.Finding;
import dev.failover.decision.Assignment;
import dev.failover.decision.Decision;
import dev.failover.decision.Gate;
import dev.failover.decision.SiteFacts;
import dev.failover.decision.Step;
import dev.failover.health.Thresholds;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Whether a failover of one service would work now, found out without writing anything: all that it needs is looked at, and then a
 * watcher that only observes decides, with the failure injected at its probes of the primary.
 */
final class Readiness {
    /** A look at the zones' servers, at an address and at the own network. */
    private static final Duration TIME_TO_LOOK = Duration.ofSeconds(20);

    private final Configuration configuration;
    private final Service service;
    private final TimeSource time;

    Readiness(Configuration configuration, Service service, TimeSource time) {
        this.configuration = configuration.with(List.of(service));
        this.service = service;
        this.time = time;
    }

    List<Finding> findings(StillWaiting waiting) throws InterruptedException {
        List<Finding> findings = new ArrayList<>(new Inspections(configuration, false, time).all(waiting));
        findings.addAll(decision());
        return findings;
    }

    private List<Finding> decision() throws InterruptedException {
        Rehearsed rehearsed = Rehearsed.of(service);
        rehearsed.failure().inject();
        Failover.Builder builder = configuration
                .with(List.of(rehearsed.service()))
                .alone()
                .failover(Mode.OBSERVE)
                .hurried(true);
        try (Failover failover = Opening.open(builder::build)) {
            failover.start();
            try {
                Answer.of(failover.status(service.name(), this::isDecided), timeToDecide());
            } catch (TimeoutException e) {
                // What is known by then says what is missing.
            }
            return failover.status(service.name())
                    .map(this::judged)
                    .orElse(List.of(Finding.error(subject(), "nothing became known of it in time")));
        }
    }

    private boolean isDecided(ServiceStatus status) {
        return status.decision().step().kind() == Step.Kind.SWITCH
                || onlyWaitsForHuman(status.decision())
                || !isAtPrimary(status);
    }

    private boolean isAtPrimary(ServiceStatus status) {
        Optional<String> active = status.state().assignment().map(Assignment::site);
        return active.isEmpty() || active.get().equals(primary());
    }

    private List<Finding> judged(ServiceStatus status) {
        if (!isAtPrimary(status)) {
            return List.of(Finding.error(
                    subject(),
                    "it is not at %s, so the way from there can't be rehearsed: bring it back first"
                            .formatted(primary())));
        }
        List<Finding> findings = new ArrayList<>();
        Decision decision = status.decision();
        String outage = "if %s fails".formatted(primary());
        if (decision.step() instanceof Step.Switch move) {
            findings.add(Finding.ok(
                    subject(),
                    "%s, it moves to %s; %s at most until clients are there"
                            .formatted(
                                    outage,
                                    move.site(),
                                    Durations.format(status.prediction().visible()))));
        } else if (onlyWaitsForHuman(decision)) {
            findings.add(
                    Finding.warning(subject(), "%s, all is ready, and a human's word is waited for".formatted(outage)));
        } else {
            List<Gate> unmet = decision.unmet();
            unmet.forEach(gate -> findings.add(
                    Finding.error(subject(), outage + ": " + CommandAdvice.sentence(service.name(), gate))));
            if (unmet.isEmpty()) {
                findings.add(Finding.error(subject(), "%s, it stays: %s".formatted(outage, decision.reason())));
            }
        }
        decision.gates().stream()
                .filter(Gate::met)
                .forEach(gate -> findings.add(Finding.ok(subject() + ", gate", gate.sentence())));
        status.sites().stream()
                .filter(site -> !site.site().equals(primary()))
                .forEach(site -> findings.addAll(replica(site)));
        return findings;
    }

    private List<Finding> replica(SiteFacts site) {
        return site.replicaAge()
                .map(age -> List.of(Finding.ok(
                        subject(), "the replica at %s is %s old".formatted(site.site(), Durations.format(age)))))
                .orElse(List.of());
    }

    private static boolean onlyWaitsForHuman(Decision decision) {
        return !decision.unmet().isEmpty()
                && decision.unmet().stream().allMatch(gate -> gate.kind() == Gate.Kind.APPROVAL)
                && decision.gates().stream().anyMatch(gate -> gate.kind() == Gate.Kind.READY && gate.met());
    }

    private Duration timeToDecide() {
        Thresholds thresholds = service.thresholds();
        int checks = Math.max(thresholds.fall(), thresholds.rise()) + 1;
        return thresholds
                .fastInterval()
                .plus(thresholds.timeout())
                .multipliedBy(checks)
                .plus(TIME_TO_LOOK);
    }

    private String primary() {
        return service.sites().get(0).name();
    }

    private String subject() {
        return "drill " + service.name();
    }
}
