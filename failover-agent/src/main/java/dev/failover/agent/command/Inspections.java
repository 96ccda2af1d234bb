package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.EvidenceDefinition;
import dev.failover.agent.config.HeartbeatDefinition;
import dev.failover.agent.config.ReplicaDefinition;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.agent.control.StatusDocument;
import dev.failover.agent.control.StatusView;
import dev.failover.agent.drill.DrillBook;
import dev.failover.agent.heartbeat.Heartbeats;
import dev.failover.agent.vendor.ComponentLook;
import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.evidence.EvidenceStore;
import dev.failover.internal.watch.References;
import dev.failover.sync.DataSet;
import dev.failover.sync.ReplicaAge;
import dev.failover.time.Deadline;
import dev.failover.time.Scheduler;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Looks at all that a configuration names, side by side. */
final class Inspections {
    /** For one look, everything in it included; what takes longer is not waited for. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Many enough that nothing waits in most configurations, and few enough for what is asked by all of them. */
    private static final int AT_ONCE = 32;
    /** A thousand services of which nothing answers have all been asked within twenty seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private static final Duration REFERENCE_TIMEOUT = Duration.ofSeconds(5);

    private final TimeSource time;
    private final Map<String, Callable<List<Finding>>> looks = new LinkedHashMap<>();

    /** @param notify whether each notifier is to send a test */
    Inspections(Configuration configuration, boolean notify, TimeSource time) {
        this.time = time;
        looks.put("state directory", new StateDirectoryInspection(configuration.stateDirectory())::findings);
        looks.put("drills", () -> drills(configuration));
        configuration.providers().forEach((name, provider) -> component("provider " + name, provider));
        configuration.switches().forEach((name, to) -> component("switch " + name, to));
        configuration.notifiers().forEach((name, notifier) -> {
            ChannelInspection channel = new ChannelInspection(name, notifier, configuration, time);
            component("notifier " + name, notifier);
            looks.put("notifier " + name + ", what it goes through", channel::dependence);
            if (notify) {
                looks.put("notifier " + name + ", test", channel::test);
            }
        });
        configuration
                .coordination()
                .ifPresent(together ->
                        looks.put("coordination", new CoordinationInspection(together, configuration)::findings));
        DnsAuthorities authorities = configuration.authorities();
        Authorities served = configuration.served(authorities);
        for (Service service : configuration.services()) {
            looks.put(
                    "service " + service.name(),
                    new ServiceInspection(service, configuration, time, authorities, served)::findings);
        }
        if (configuration.page().isWanted()) {
            looks.put("status page", new PageInspection(configuration)::findings);
        }
        configuration.page().export().to().sftp().ifPresent(target -> component("export to sftp", target.transport()));
        configuration.page().export().to().s3().ifPresent(target -> component("export to s3", target));
        configuration
                .heartbeats()
                .forEach((name, heartbeat) ->
                        looks.put("heartbeat " + name, () -> heartbeat("heartbeat " + name, heartbeat, notify)));
        configuration
                .heartbeats()
                .forEach((name, heartbeat) -> looks.put(
                        "heartbeat " + name + ", where it goes",
                        () -> dependence("heartbeat " + name, heartbeat, configuration)));
        configuration.evidence().forEach((service, evidence) -> {
            looks.put("evidence of " + service, () -> List.of(room("evidence of " + service, evidence)));
            evidence.collectors()
                    .forEach(each -> component(
                            "evidence of %s, %s"
                                    .formatted(service, each.source().name()),
                            each.source().collector()));
            String copies = "copies of the evidence of " + service;
            evidence.copyTo().sftp().ifPresent(target -> component(copies + " by sftp", target.transport()));
            evidence.copyTo().s3().ifPresent(target -> component(copies + " in s3", target));
        });
        looks.put("this machine's resolvers", ResolverInspection.of(configuration)::findings);
        configuration
                .references()
                .forEach(reference -> looks.put("reference " + reference, () -> reference(reference)));
        configuration.syncs().values().forEach(sync -> looks.put("sync " + sync.name(), () -> sync(sync)));
        if (!configuration.syncs().isEmpty() && configuration.backups().isEmpty()) {
            looks.put("backup", () -> List.of(Finding.ok("backup", "none is made here. " + NoBackup.SENTENCE)));
        }
        configuration
                .replicas()
                .forEach((name, replica) -> looks.put("replica " + name, () -> replica("replica " + name, replica)));
        BackupInspection backups = new BackupInspection(configuration, time);
        configuration.backups().forEach((name, backup) -> looks.put("backup " + name, () -> backups.findings(backup)));
        if (!configuration.backups().isEmpty()) {
            configuration
                    .services()
                    .forEach(service -> looks.put("backups of " + service.name(), () -> backups.rule(service)));
        }
    }

    private void component(String subject, Object component) {
        looks.put(subject, () -> ComponentLook.at(subject, component));
    }

    private static Finding room(String subject, EvidenceDefinition evidence) throws IOException {
        Path existing = evidence.directory().toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent());
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        long needed = evidence.budget().bytes() + EvidenceStore.LEFT_FREE;
        return free >= needed
                ? Finding.ok(subject, "has room in " + evidence.directory())
                : Finding.warning(
                        subject,
                        "%s has %s bytes free, but what is collected may need %s, and %s stay free for others"
                                .formatted(
                                        evidence.directory(),
                                        free,
                                        evidence.budget().bytes(),
                                        EvidenceStore.LEFT_FREE));
    }

    /** Every finding, in the order of the configuration. */
    List<Finding> all(StillWaiting waiting) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "failover-check");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Places places = new Places(threads, AT_ONCE, PATIENCE);
            Map<String, Future<List<Finding>>> underWay = new LinkedHashMap<>();
            for (Map.Entry<String, Callable<List<Finding>>> look : looks.entrySet()) {
                underWay.put(look.getKey(), places.begin(look.getValue()));
            }
            Deadline deadline = Deadline.in(LONGEST, time::nanoTime);
            waiting.on(underWay, UnaryOperator.identity());
            List<Finding> findings = new ArrayList<>();
            for (Map.Entry<String, Future<List<Finding>>> look : underWay.entrySet()) {
                findings.addAll(outcome(look.getKey(), look.getValue(), deadline));
            }
            return findings;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Finding> outcome(String subject, Future<List<Finding>> look, Deadline deadline)
            throws InterruptedException {
        try {
            return look.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(Finding.error(subject, "did not end within " + LONGEST.toSeconds() + "s"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ComponentException cause) {
                return List.of(Finding.error(subject, String.valueOf(cause.getMessage())));
            }
            throw new IllegalStateException("looking at " + subject, e.getCause());
        }
    }

    private static List<Finding> drills(Configuration configuration) {
        if (DrillBook.isOn(configuration.stateDirectory())) {
            return List.of(Finding.ok("drills", "one is on"));
        }
        return DrillBook.leftovers(configuration.stateDirectory()).stream()
                .map(left -> Finding.warning(
                        "drills",
                        "%s was not seen to take its names away; the next drill does".formatted(left.drill())))
                .toList();
    }

    private static List<Finding> heartbeat(String subject, HeartbeatDefinition heartbeat, boolean notify)
            throws InterruptedException {
        if (!notify) {
            return List.of(Finding.ok(subject, "goes to " + heartbeat.host() + "; nothing is sent without --notify"));
        }
        try {
            Heartbeats.test(heartbeat);
            return List.of(Finding.ok(subject, heartbeat.host() + " took one; it expects the next from now on"));
        } catch (ComponentException e) {
            return List.of(Finding.error(subject, "was not taken: " + e.getMessage()));
        }
    }

    private static List<Finding> dependence(String subject, HeartbeatDefinition heartbeat, Configuration configuration)
            throws InterruptedException {
        return new SharedFate(configuration)
                .of(heartbeat.hosts(), Set.of()).stream()
                        .map(
                                what -> Finding.warning(
                                        subject,
                                        what
                                                + ": with it, what is to notice that the agent is silent may be down too; take a service elsewhere"))
                        .toList();
    }

    private static List<Finding> reference(String hostAndPort) throws InterruptedException {
        String subject = "reference " + hostAndPort;
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        try (Scheduler scheduler = Scheduler.system();
                References references =
                        References.builder(scheduler).reference(hostAndPort).build()) {
            references.recheck(answer::complete);
            boolean reached = answer.get(REFERENCE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return List.of(reached ? Finding.ok(subject, "answers") : Finding.error(subject, "can't be reached"));
        } catch (TimeoutException | ExecutionException e) {
            return List.of(Finding.error(subject, "can't be reached in time"));
        }
    }

    private List<Finding> sync(SyncDefinition sync) throws InterruptedException {
        String subject = "sync " + sync.name();
        if (!Files.isDirectory(sync.source())) {
            return List.of(Finding.error(subject, "its source " + sync.source() + " is not a directory"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(subject, "its source " + sync.source() + " is there"));
        if (sync.transport() instanceof Inspectable) {
            findings.addAll(ComponentLook.at(subject, sync.transport()));
        }
        findings.addAll(ComponentLook.at(subject, sync.mirror()));
        if (sync.following().isPresent()
                && sync.service().isEmpty()
                && sync.notifiers().isEmpty()) {
            findings.add(
                    Finding.warning(subject, "notifies nobody when it halts or fails: give it notify or a service"));
        }
        DataSet dataSet = sync.mirror().dataSet();
        ReplicaAge.Reading reading =
                ReplicaAge.over(dataSet.name(), sync.transport()).read(ComponentLook.TIMEOUT);
        Instant now = time.instant();
        boolean known = reading.age(now).isPresent();
        findings.add(
                known ? Finding.ok(subject, reading.sentence(now)) : Finding.warning(subject, reading.sentence(now)));
        if (dataSet.source().isEmpty() && known) {
            findings.add(Finding.error(
                    subject, sync.source() + " is not marked as the source: it may be emptied, or not mounted"));
        }
        dataSet.hindrance()
                .ifPresent(why -> findings.add(
                        dataSet.source().isPresent()
                                ? Finding.warning(
                                        subject, "after a switch it could not be made the source again: " + why)
                                : Finding.error(subject, "it can't be marked as the source: " + why)));
        return findings;
    }

    private List<Finding> replica(String subject, ReplicaDefinition replica) {
        ReplicaAge.Reading reading = StatusView.read(replica.dataSet());
        StatusDocument.Content content = StatusView.content(replica.dataSet());
        Instant now = time.instant();
        List<Finding> findings = new ArrayList<>();
        findings.add(
                reading.age(now).isPresent()
                        ? Finding.ok(subject, reading.sentence(now))
                        : Finding.warning(subject, reading.sentence(now)));
        if (!content.problem().isEmpty()) {
            findings.add(Finding.warning(subject, "when its content was verified is not known: " + content.problem()));
        } else if (content.verifiedAsOf().isPresent()) {
            findings.add(Finding.ok(subject, content.sentence()));
        }
        findings.add(replica.dataSet()
                .hindrance()
                .map(why -> Finding.error(subject, "after a switch it can't be made the source: " + why))
                .orElseGet(() -> Finding.ok(subject, "can be made the source by " + System.getProperty("user.name"))));
        return findings;
    }
}
