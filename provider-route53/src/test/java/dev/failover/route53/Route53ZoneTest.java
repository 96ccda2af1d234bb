package dev.failover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which hosted zone. */
class Route53ZoneTest extends ImitationTest {
    private Route53DnsProvider byName() {
        return byName(ZONE);
    }

    private Route53DnsProvider byName(String zone) {
        return quick(Route53DnsProvider.builder())
                .zone(zone)
                .endpoint(route53.endpoint())
                .accessKeyId(Secret.of(Route53Imitation.ACCESS_KEY_ID))
                .secretAccessKey(Secret.of(Route53Imitation.SECRET_ACCESS_KEY))
                .build();
    }

    @Test
    @DisplayName("a zone without its id is found by its name, once")
    void found() throws InterruptedException {
        route53.addZone("example.com.au", "Z1", false);
        route53.addZone("example.co", "Z2", false);
        try (Route53DnsProvider named = byName()) {
            assertThat(named.find(WWW, TIMEOUT)).hasValue(PRIMARY);
            assertThat(named.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        }
        assertThat(calls()).containsExactly("GET /hostedzonesbyname", "GET /rrset", "GET /rrset");
        assertThat(route53.requests().get(0)).isEqualTo("GET /hostedzonesbyname?dnsname=example.com.&maxitems=100");
    }

    @Test
    @DisplayName("private zones of the name are passed over, page by page")
    void privateOnes() throws InterruptedException {
        IntStream.range(0, 150).forEach(i -> route53.addZone(ZONE, "Y%04d".formatted(i), true));
        try (Route53DnsProvider named = byName()) {
            assertThat(named.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        }
        assertThat(calls()).containsExactly("GET /hostedzonesbyname", "GET /hostedzonesbyname", "GET /rrset");
    }

    @Test
    @DisplayName("several public zones of the name are refused, naming them")
    void several() {
        route53.addZone(ZONE, "ZOTHER", false);
        try (Route53DnsProvider named = byName()) {
            assertThatThrownBy(() -> named.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContainingAll("2 public hosted zones", "ZOTHER", Route53Imitation.ZONE_ID, "zone-id");
        }
    }

    @Test
    @DisplayName("none is refused, naming the private ones")
    void none() {
        route53.addZone("example.org", "ZINSIDE", true);
        try (Route53DnsProvider named = byName("example.org");
                Route53DnsProvider other = byName("example.net")) {
            assertThatThrownBy(() -> named.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("ZINSIDE");
            assertThatThrownBy(() -> other.find(WWW, TIMEOUT))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("no public hosted zone named example.net;");
        }
    }

    @Test
    @DisplayName("an id is taken with and without what Amazon puts before it")
    void ids() throws InterruptedException {
        for (String id : new String[] {
            Route53Imitation.ZONE_ID,
            "/hostedzone/" + Route53Imitation.ZONE_ID,
            "hostedzone/" + Route53Imitation.ZONE_ID
        }) {
            try (Route53DnsProvider each = route53.provider().zoneId(id).build()) {
                assertThat(each.find(WWW, TIMEOUT)).hasValue(PRIMARY);
            }
        }
        assertThat(calls()).containsOnly("GET /rrset");
    }
}
