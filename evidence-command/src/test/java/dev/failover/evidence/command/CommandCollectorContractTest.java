package dev.failover.evidence.command;

import dev.failover.component.Secret;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.testkit.EvidenceCollectorContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A program of this machine")
class CommandCollectorContractTest extends EvidenceCollectorContract {
    private static final String SECRET = "s3cret-variable";

    @Override
    protected Source open() {
        return new Source() {
            private List<String> command = List.of("sh", "-c", "echo state; echo " + SECRET + " >&2");

            @Override
            public EvidenceCollector collector() {
                return CommandCollector.builder()
                        .command(command)
                        .environment("KEY", Secret.of(SECRET))
                        .build();
            }

            @Override
            public boolean inject(Fault fault) {
                command = switch (fault) {
                    case HANG -> List.of("sh", "-c", "trap '' TERM; sleep 60 & wait; sleep 60");
                    case ENDLESS -> List.of("cat", "/dev/zero");
                    case VANISH -> List.of("/nowhere/" + "program", SECRET);
                };
                return true;
            }
        };
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }
}
