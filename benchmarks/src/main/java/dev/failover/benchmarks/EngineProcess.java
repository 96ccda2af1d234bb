package dev.failover.benchmarks;

import com.google.common.net.InetAddresses;
import dev.failover.component.TrustStore;
import dev.failover.health.HealthCheck;
import dev.failover.health.HttpHealthCheck;
import dev.failover.health.Thresholds;
import dev.failover.internal.health.HealthMonitor;
import dev.failover.internal.health.Phases;
import dev.failover.time.Scheduler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A process that checks targets as the library does, and says for each line that it reads how many have failed, and how many could not tell. */
final class EngineProcess {
    private EngineProcess() {}

    /** @param arguments targets, interval, whether by TLS, the PKCS12 file of who is trusted, whether all are asked by one check */
    public static void main(String[] arguments) throws IOException {
        CheckLoad load = new CheckLoad(
                Integer.parseInt(arguments[0]), Duration.parse(arguments[1]), Boolean.parseBoolean(arguments[2]));
        TrustStore trusted = TrustStore.open(Path.of(arguments[3]), HaproxyTargets.PASSWORD);
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
            HealthMonitor.of(
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
                            })
                    .start();
        }
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (questions.readLine() != null) {
            System.out.println(failures + " " + abstentions);
        }
        System.exit(0);
    }

    private static HealthCheck check(CheckLoad load, TrustStore trusted) {
        HttpHealthCheck.Builder check = HttpHealthCheck.builder();
        if (!load.isTls()) {
            return check.url(URI.create("http://" + HaproxyTargets.NAME + ":" + HaproxyTargets.PORT + "/"))
                    .build();
        }
        return check.url(URI.create("https://" + HaproxyTargets.NAME + ":" + HaproxyTargets.TLS_PORT + "/"))
                .trustStore(trusted)
                .build();
    }
}
