package dev.failover.agent.command;

import com.google.common.collect.Sets;
import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.agent.Logging;
import dev.failover.agent.backup.Backups;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.agent.control.ControlServer;
import dev.failover.agent.control.InForce;
import dev.failover.agent.control.Mirrors;
import dev.failover.agent.control.Reload;
import dev.failover.agent.control.Requests;
import dev.failover.agent.drill.ReadinessWatch;
import dev.failover.agent.drill.TrialWatch;
import dev.failover.agent.evidence.EvidenceWatch;
import dev.failover.agent.heartbeat.Heartbeats;
import dev.failover.agent.page.Exports;
import dev.failover.agent.page.LatestChecks;
import dev.failover.agent.page.StatusPage;
import dev.failover.agent.supervision.Pulse;
import dev.failover.agent.supervision.ServiceManager;
import dev.failover.agent.supervision.StatusLine;
import dev.failover.agent.vendor.VendorWatch;
import dev.failover.micrometer.FailoverMetrics;
import dev.failover.replay.Observations;
import dev.failover.replay.Rehearsal;
import dev.failover.time.Scheduler;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Watches and acts until it is stopped. */
@Command(name = "run", description = "Watches and acts until SIGTERM, then stops cleanly.")
final class RunCommand extends Verb {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);
    private static final long SECONDS_TO_LOOK = 30;
    /** What the JVM has loaded and compiled once serves all that run in it. */
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    @Override
    int call(Configuration configuration) {
        try (InForce inForce = new InForce(configuration);
                StopSignal stop = new StopSignal();
                EventPrinter printer = new EventPrinter(out(), jsonEvents(), verbose(), time())) {
            if (!verbose()) {
                Logging.informative();
            }
            EvidenceWatch evidence = new EvidenceWatch(
                    inForce::get,
                    () -> Sets.union(inForce.secrets(), ConfigurationReader.secrets(file(), environment())),
                    Scheduler.system());
            LatestChecks checks = new LatestChecks(() -> inForce.get().page().isWanted());
            FailoverMetrics metrics = new FailoverMetrics(time());
            Failover.Builder builder = configuration
                    .failover(Mode.ACT)
                    .listener(Observations.recorder(
                            configuration.stateDirectory(), () -> inForce.get().services()))
                    .listener(printer)
                    .listener(checks)
                    .listener(metrics)
                    .listener(evidence)
                    .advice(CommandAdvice.forConditions());
            try (Failover failover = Opening.open(builder::build)) {
                // Before anything happens that it hands on.
                Mirrors mirrors = Mirrors.start(failover, configuration, printer::on);
                metrics.watch(failover);
                evidence.begin(failover::announce);
                failover.start();
                ServiceManager manager = ServiceManager.of(environment(), time());
                Reload reload = new Reload(file(), environment(), failover, mirrors, inForce, manager);
                HangUp hangUp = HangUp.handle(reload::reload);
                Supplier<CompletableFuture<?>> responds =
                        () -> CompletableFuture.allOf(failover.responds(), mirrors.responds());
                CompletableFuture<?> looked = looked(failover, configuration);
                Supplier<String> status = () -> StatusLine.of(failover.status());
                Heartbeats heartbeats = Heartbeats.begin(inForce::get, looked, responds, status);
                inForce.follow(heartbeats::reconfigured);
                Exports exports = new Exports(
                        notification -> failover.announce(inForce.get().exportNotifiers(), notification), time());
                Backups backups = Backups.begin(
                        inForce::get,
                        (backup, notification) ->
                                failover.announce(backup.service(), Set.of(), backup.notifiers(), notification));
                VendorWatch vendors = VendorWatch.begin(
                        inForce::get,
                        () -> failover.status().stream()
                                .anyMatch(
                                        service -> service.state().transition().isPresent()),
                        (over, notification) -> failover.announce(
                                over.isEmpty()
                                        ? List.copyOf(inForce.get().notifiers().keySet())
                                        : over,
                                notification));
                inForce.follow(backups::reconfigured);
                inForce.follow(vendors::reconfigured);
                ReadinessWatch readiness = ReadinessWatch.begin(failover);
                TrialWatch trials = TrialWatch.begin(inForce::get, (service, kind, at) -> {
                    // Fails where a reload took the service away meanwhile: then nothing is to be remembered.
                    CompletableFuture<?> unused = failover.tried(service, kind, at);
                });
                inForce.follow(trials::reconfigured);
                Requests requests = new Requests(
                        failover,
                        inForce::get,
                        time(),
                        mirrors::status,
                        heartbeats::status,
                        exports::status,
                        readiness::status,
                        reload::reload);
                Optional<ControlServer> control = listen(configuration.stateDirectory(), requests);
                StatusPage page =
                        StatusPage.start(failover, inForce::get, requests, checks, metrics, exports, responds, time());
                inForce.follow(page::reconfigured);
                Pulse pulse = Pulse.begin(manager, looked, responds, status);
                rehearse();
                try (mirrors;
                        evidence;
                        hangUp;
                        page;
                        heartbeats;
                        backups;
                        vendors;
                        readiness;
                        trials;
                        pulse) {
                    stop.await();
                    manager.stopping();
                } finally {
                    control.ifPresent(ControlServer::close);
                }
            } catch (InterruptedException e) {
                // Whoever runs us inside a program of theirs stops us this way.
                Thread.currentThread().interrupt();
            }
        }
        return ExitCode.DONE;
    }

    /** Beside all else: no site can be left before some checks have failed, and the start does not wait for it. */
    private static void rehearse() {
        if (REHEARSED.getAndSet(true)) {
            return;
        }
        Thread rehearsing = new Thread(() -> Logging.silently(Rehearsal::run), "failover-rehearsal");
        rehearsing.setDaemon(true);
        rehearsing.start();
    }

    /** Once every service was looked at. One that can't be, because of a bug, must not keep the others from being watched. */
    private static CompletableFuture<?> looked(Failover failover, Configuration configuration) {
        return CompletableFuture.allOf(configuration.services().stream()
                        .map(service -> failover.status(service.name(), status -> true))
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, SECONDS_TO_LOOK, TimeUnit.SECONDS);
    }

    /** An agent that can't be asked still watches. */
    private Optional<ControlServer> listen(Path stateDirectory, Requests requests) {
        try {
            ControlServer control = ControlServer.start(stateDirectory, requests, time());
            log.info("failover watches; {}", control);
            return Optional.of(control);
        } catch (UncheckedIOException e) {
            log.warn("failover watches, but other verbs can't reach it: {}", String.valueOf(e.getCause()));
            return Optional.empty();
        }
    }
}
