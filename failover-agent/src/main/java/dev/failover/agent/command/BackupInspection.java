package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.agent.backup.BackupRecord;
import dev.failover.agent.backup.BackupRecord.Step;
import dev.failover.agent.backup.BackupStore;
import dev.failover.agent.config.BackupDefinition;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.vendor.ComponentLook;
import dev.failover.backup.Origin;
import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.internal.process.Command;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the backups of a configuration, and at what is missing of 3-2-1. */
final class BackupInspection {
    private final Configuration configuration;
    private final TimeSource time;

    BackupInspection(Configuration configuration, TimeSource time) {
        this.configuration = configuration;
        this.time = time;
    }

    /** Of one backup: its repository, what it takes, and how it stands with it. */
    List<Finding> findings(BackupDefinition definition) throws InterruptedException {
        String subject = "backup " + definition.name();
        List<Finding> findings = new ArrayList<>();
        if (definition.backup() instanceof Inspectable) {
            findings.addAll(ComponentLook.at(subject, definition.backup()));
        }
        content(subject, definition, findings);
        BackupRecord record = record(definition);
        for (Step step : Step.values()) {
            if (record.failures().containsKey(step)) {
                findings.add(Finding.error(
                        subject,
                        step.failing() + ": " + record.failures().get(step).why()));
            }
        }
        return findings;
    }

    private BackupRecord record(BackupDefinition definition) {
        return new BackupStore(configuration.stateDirectory(), definition.name()).read();
    }

    private static void content(String subject, BackupDefinition definition, List<Finding> findings) {
        definition.content().replica().ifPresent(replica -> {
            try {
                Origin.of(definition.name(), definition.service(), replica.dataSet());
                findings.add(Finding.ok(subject, replica.dataSet() + " is complete, and can be taken"));
            } catch (ComponentException e) {
                findings.add(Finding.error(subject, String.valueOf(e.getMessage())));
            }
        });
        definition.content().dump().stream()
                .findFirst()
                .ifPresent(program -> findings.add(
                        Command.isThere(program)
                                ? Finding.ok(subject, program + " is there")
                                : Finding.error(subject, program + " is not there: install it, or give its path")));
    }

    /** Of the data of a service that has backups here: what is missing of 3-2-1. */
    List<Finding> rule(Service service) throws InterruptedException {
        List<BackupDefinition> backups = configuration.backups().values().stream()
                .filter(backup -> backup.service().equals(service.name()))
                .toList();
        if (backups.isEmpty()) {
            return List.of();
        }
        Instant now = time.instant();
        boolean elsewhere = false;
        for (BackupDefinition backup : backups) {
            Set<String> hosts = backup.backup().hosts();
            elsewhere |= !hosts.isEmpty()
                    && new SharedFate(configuration).of(hosts, Set.of()).isEmpty();
        }
        boolean protectedOne = backups.stream().anyMatch(BackupDefinition::appendOnly);
        boolean tested = backups.stream()
                .anyMatch(backup -> record(backup)
                        .tested()
                        .filter(test -> Duration.between(test.at(), now)
                                        .compareTo(backup.test().maxAge())
                                <= 0)
                        .isPresent());
        // The source, the replicas here, and each repository.
        long copies = 1
                + configuration.replicas().values().stream()
                        .filter(replica -> replica.service().equals(service.name()))
                        .count()
                + backups.size();
        return ThreeTwoOne.findings(
                "service " + service.name(), new ThreeTwoOne(copies, elsewhere, protectedOne, tested));
    }
}
