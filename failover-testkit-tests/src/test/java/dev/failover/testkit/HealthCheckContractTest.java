package dev.failover.testkit;

import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
@DisplayName("The contract of health checks")
class HealthCheckContractTest {
    static final String PASSWORD = "pa55word-of-the-site";

    private static IntFunction<HealthCheck> check = CarefulHealthCheck::new;

    /** The contract at real servers, with whichever check is to be judged. */
    static class AtPingServer extends HealthCheckContract {
        @Override
        protected Optional<Target> open(Condition condition) throws IOException {
            PingServer server = new PingServer(condition);
            HealthCheck made = check.apply(server.port());
            return Optional.of(new Target() {
                @Override
                public HealthCheck check() {
                    return made;
                }

                @Override
                public InetAddress address() {
                    return InetAddress.getLoopbackAddress();
                }

                @Override
                public OptionalInt connections() {
                    return server.connections();
                }

                @Override
                public void close() throws IOException {
                    server.close();
                }
            });
        }

        @Override
        protected Duration shortTimeout() {
            return Duration.ofMillis(200);
        }

        @Override
        protected List<String> secrets() {
            return List.of(PASSWORD);
        }
    }

    /** The contract of the fake, which needs no server. */
    static class Scripted extends HealthCheckContract {
        @Override
        protected Optional<Target> open(Condition condition) {
            InetAddress address = InetAddress.getLoopbackAddress();
            ScriptedHealthCheck scripted = new ScriptedHealthCheck();
            switch (condition) {
                case UP -> scripted.set(address, Health.up("told so"));
                case HANGING, TRICKLING -> scripted.hang(address);
                default -> scripted.set(address, Health.down("told so"));
            }
            return Optional.of(new Target() {
                @Override
                public HealthCheck check() {
                    return scripted;
                }

                @Override
                public InetAddress address() {
                    return address;
                }
            });
        }

        @Override
        protected Duration shortTimeout() {
            return Duration.ofMillis(100);
        }
    }

    @Test
    @DisplayName("is kept by a right check of real servers")
    void careful() {
        check = CarefulHealthCheck::new;
        ContractRun.of(AtPingServer.class).assertGreen();
    }

    @Test
    @DisplayName("is kept by the scripted check, which has no connections to leave behind")
    void scripted() {
        ContractRun.of(Scripted.class)
                .assertGreen(
                        "A probe leaves no connection behind, interrupted or out of time",
                        "No secret shows in what a check finds, throws or is called");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenHealthCheck broken) {
        check = broken.flaw.broken();
        ContractRun.of(AtPingServer.class).assertBites(broken.flaw);
    }
}
