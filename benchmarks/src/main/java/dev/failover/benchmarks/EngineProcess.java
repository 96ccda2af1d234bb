package dev.failover.benchmarks;

import com.google.common.net.InetAddresses;
import dev.failover.component.TrustStore;
import dev.failover.health.HealthCheck;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.HealthMonitor;
import dev.failover.internal.health.Phases;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.conscrypt.Conscrypt;

/** A process that checks targets as the library does, and says for each line that it reads how many have failed, and how many could not tell. */
final class EngineProcess {
    private EngineProcess() {}

    /**
     * Runs until its input ends.
     *
     * @param arguments those of {@link JavaChecker#load}, the PKCS12 file of who is trusted, whether all are asked by one check, whether
     *     handshakes are made by Conscrypt
     */
    public static void main(String[] arguments) throws IOException {
        CheckLoad load = JavaChecker.load(arguments);
        TrustStore trusted = TrustStore.open(Path.of(arguments[3]), HaproxyTargets.PASSWORD);
        if (Boolean.parseBoolean(arguments[5])) {
            Security.addProvider(Conscrypt.newProvider());
        }
        boolean isShared = Boolean.parseBoolean(arguments[4]);
        Thresholds pace = Thresholds.builder()
                .interval(load.interval())
                .fastInterval(load.interval())
                .timeout(load.timeout())
                .build();
        AtomicLong failures = new AtomicLong();
        AtomicLong abstentions = new AtomicLong();
        Scheduler scheduler = Scheduler.system();
        Phases phases = new Phases();
        HealthCheck shared = check(load, trusted);
        for (int i = 0; i < load.targets(); i++) {
            Optional<InetAddress> address = Optional.of(InetAddresses.forString(CheckLoad.address(i)));
            HealthMonitor monitor = HealthMonitor.of(
                    scheduler,
                    "service-" + i + "/site",
                    isShared ? shared : check(load, trusted),
                    () -> address,
                    pace,
                    phases.next(load.interval()),
                    found -> {
                        switch (found.last().status()) {
                            case UP -> {}
                            case DOWN -> failures.incrementAndGet();
                            case UNKNOWN -> abstentions.incrementAndGet();
                        }
                    });
            monitor.serves(true);
            monitor.start();
        }
        JavaChecker.answer(failures, abstentions);
    }

    private static HealthCheck check(CheckLoad load, TrustStore trusted) {
        CheckLoad.Transport transport = load.transport();
        HttpHealthCheck.Builder check = HttpHealthCheck.builder()
                .url(URI.create((transport.isTls() ? "https" : "http") + "://" + HaproxyTargets.NAME + ":"
                        + transport.port() + "/"));
        if (transport.isTls()) {
            check.trustStore(trusted);
        }
        if (transport == CheckLoad.Transport.RESUMED_TLS) {
            check.fullHandshakeEvery(Duration.ofHours(1));
        }
        return check.build();
    }
}
