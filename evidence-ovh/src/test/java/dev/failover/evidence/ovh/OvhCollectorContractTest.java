package dev.failover.evidence.ovh;

import dev.failover.evidence.EvidenceCollector;
import dev.failover.ovh.OvhImitation;
import dev.failover.testkit.EvidenceCollectorContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A dedicated server at OVH")
class OvhCollectorContractTest extends EvidenceCollectorContract {
    @Override
    protected Source open() throws IOException {
        OvhImitation ovh = OvhImitation.start("beerus.fr");
        OvhCollectorTest.tellOfServer(ovh);
        return new Source() {
            @Override
            public EvidenceCollector collector() {
                return OvhCollectorTest.at(ovh)
                        .server("ns1234567.ip-203-0-113.eu")
                        .build();
            }

            @Override
            public boolean inject(Fault fault) {
                switch (fault) {
                    case HANG -> ovh.fail("GET *", 999, "hang");
                    case VANISH -> ovh.close();
                    default -> {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public void close() {
                ovh.close();
            }
        };
    }

    @Override
    protected List<String> secrets() {
        return List.of(OvhImitation.APPLICATION_KEY, OvhImitation.APPLICATION_SECRET, OvhImitation.CONSUMER_KEY);
    }
}
