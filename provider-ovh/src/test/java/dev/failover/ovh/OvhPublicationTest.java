package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.DnsServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a name server serves, fed by the imitation's publications, as the loop looks at it. */
class OvhPublicationTest extends ImitationTest {
    private static Optional<RecordSet> served(DnsServer server) throws InterruptedException {
        Authorities authorities = DnsAuthorities.asking(List.of(server.address()));
        return authorities.look(ZONE, WWW, TIMEOUT).agreed();
    }

    @Test
    @DisplayName("name servers serve a change once it is refreshed, and not before: nothing else tells")
    void served() throws Exception {
        try (DnsServer server = DnsServer.start(ZONE)) {
            ovh.onPublish(server::replaceAll);
            ovh.publish(List.of());
            assertThat(served(server)).hasValue(PRIMARY);
            ovh.fail("POST " + BASE + "/refresh", Fault.pretended("null"));
            apply(RecordChange.replace(PRIMARY, STANDBY));
            assertThat(provider.find(WWW, TIMEOUT)).hasValue(STANDBY);
            assertThat(served(server)).hasValue(PRIMARY);
            apply(RecordChange.replace(PRIMARY, STANDBY));
            assertThat(served(server)).hasValue(STANDBY);
        }
    }
}
