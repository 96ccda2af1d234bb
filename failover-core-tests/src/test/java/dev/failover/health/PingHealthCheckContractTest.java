package dev.failover.health;

import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/** With the system's ping where there is an answer; with one that waits for ever where there is none, as this machine answers itself. */
@DisplayName("A ping check is a health check:")
class PingHealthCheckContractTest extends HealthCheckContract {
    @TempDir
    private Path directory;

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        return switch (condition) {
            case UP -> Optional.of(target("case \"$6\" in 127.0.0.1) exec ping \"$@\";; *) exec sleep 60;; esac"));
            case HANGING -> Optional.of(target("exec sleep 60"));
            case TRICKLING -> Optional.of(target("while :; do echo 'no answer yet for icmp_seq=1'; sleep 0.02; done"));
            // To a ping, a machine answers or it does not.
            case FAILING, NONSENSE, HANGING_UP, REFUSING -> Optional.empty();
        };
    }

    private Target target(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("ping"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        PingHealthCheck check =
                PingHealthCheck.builder().program(program.toString()).build();
        return new Target() {
            @Override
            public HealthCheck check() {
                return check;
            }

            @Override
            public InetAddress address() {
                return InetAddress.getLoopbackAddress();
            }
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(300);
    }
}
