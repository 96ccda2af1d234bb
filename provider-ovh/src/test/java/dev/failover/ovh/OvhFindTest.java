package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvhFindTest extends ImitationTest {
    @Test
    @DisplayName("one list and one look per record, after the time")
    void requests() throws InterruptedException {
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        assertThat(calls()).containsExactly("GET /auth/time", "GET /record", "GET /record/*");
        assertThat(ovh.requests()).contains("GET " + BASE + "/record?fieldType=A&subDomain=www");
        ovh.forgetRequests();
        provider.find(WWW, TIMEOUT);
        assertThat(calls()).containsExactly("GET /record", "GET /record/*");
    }

    @Test
    @DisplayName("what OVH's LIKE lets pass beyond the name is left out, and another spelling of the name is not")
    void like() throws InterruptedException {
        ovh.zone().add("a_b", "A", "192.0.2.1", 60);
        ovh.zone().add("axb", "A", "192.0.2.2", 60);
        ovh.zone().add("A_B", "A", "192.0.2.3", 60);
        ovh.zone().add("a_b", "TXT", "192.0.2.4", 60);
        RecordKey key = new RecordKey("a_b", RecordType.A);
        assertThat(provider.find(key, TIMEOUT)).hasValue(RecordSet.of(key, TTL, "192.0.2.1", "192.0.2.3"));
    }

    @Test
    @DisplayName("the apex is the empty name, and a wildcard a name like any")
    void apexAndWildcard() throws InterruptedException {
        ovh.zone().add("", "A", "192.0.2.1", 60);
        ovh.zone().add("*", "A", "192.0.2.2", 60);
        RecordKey apex = new RecordKey("@", RecordType.A);
        RecordKey wildcard = new RecordKey("*", RecordType.A);
        assertThat(provider.find(apex, TIMEOUT)).hasValue(RecordSet.of(apex, TTL, "192.0.2.1"));
        assertThat(provider.find(wildcard, TIMEOUT)).hasValue(RecordSet.of(wildcard, TTL, "192.0.2.2"));
    }

    @Test
    @DisplayName("nothing of that name and type is empty")
    void absent() throws InterruptedException {
        assertThat(provider.find(new RecordKey("www", RecordType.AAAA), TIMEOUT))
                .isEmpty();
    }

    @Test
    @DisplayName("what is edited is found before it is published")
    void edited() throws InterruptedException {
        ovh.zone().add("new", "A", "192.0.2.1", 60);
        assertThat(provider.find(new RecordKey("new", RecordType.A), TIMEOUT)).isPresent();
    }

    @Test
    @DisplayName("a TTL of 0 is the zone's own, and the usual one where that may not be read")
    void zonesTtl() throws InterruptedException {
        ovh.zone().add("old", "A", "192.0.2.1", 0);
        RecordKey key = new RecordKey("old", RecordType.A);
        ovh.fail("GET " + BASE + "/soa", Fault.pretended("{\"ttl\":7200}"));
        assertThat(provider.find(key, TIMEOUT)).map(RecordSet::ttl).hasValue(Duration.ofHours(2));
        ovh.accessRules("GET " + BASE + "/record*");
        assertThat(provider.find(key, TIMEOUT)).map(RecordSet::ttl).hasValue(Duration.ofHours(1));
    }

    @Test
    @DisplayName("where the records of a set differ in TTL, the least counts")
    void leastTtl() throws InterruptedException {
        ovh.zone().add("www", "A", "192.0.2.1", 300);
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(www("203.0.113.10", "192.0.2.1"));
    }

    @Test
    @DisplayName("a name relative to the zone is made whole")
    void relativeName() throws InterruptedException {
        ovh.zone().add("alias", "CNAME", "www", 60);
        RecordKey key = new RecordKey("alias", RecordType.CNAME);
        assertThat(provider.find(key, TIMEOUT)).hasValue(RecordSet.of(key, TTL, "www.beerus.fr."));
    }

    @Test
    @DisplayName("a record that vanishes between list and look makes the list be asked for again")
    void vanishes() throws InterruptedException {
        ovh.fail("GET " + BASE + "/record", Fault.pretended("[1]"));
        assertThat(provider.find(WWW, TIMEOUT)).hasValue(PRIMARY);
        assertThat(calls())
                .containsExactly("GET /auth/time", "GET /record", "GET /record/*", "GET /record", "GET /record/*");
        ovh.fail("GET " + BASE + "/record", 9, Fault.pretended("[1]"));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("editing zone " + ZONE);
    }

    @ParameterizedTest
    @DisplayName("a list that is not one of ids is no empty zone")
    @ValueSource(strings = {"null", "", "{}", "[null]", "[\"1\"]", "[1.5]", "<html></html>", "[1,"})
    void brokenLists(String body) {
        ovh.fail("GET " + BASE + "/record", 2, Fault.pretended(body));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
    }

    @ParameterizedTest
    @DisplayName("a record with something missing or of another kind is no record")
    @ValueSource(
            strings = {
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"ttl\":60,\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"ttl\":60,\"target\":null,\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"target\":\"192.0.2.1\",\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"target\":\"192.0.2.1\",\"ttl\":\"60\",\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"target\":\"192.0.2.1\",\"ttl\":-1,\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"target\":\"192.0.2.1\",\"ttl\":9000000000000000000,\"id\":1}",
                "{\"fieldType\":\"A\",\"subDomain\":\"www\",\"target\":\"2001:db8::1\",\"ttl\":60,\"id\":1}",
                "{\"fieldType\":\"A\",\"target\":\"192.0.2.1\",\"ttl\":60,\"id\":1}",
                "{\"subDomain\":\"www\",\"target\":\"192.0.2.1\",\"ttl\":60,\"id\":1}",
                "null",
                "[]",
            })
    void brokenRecords(String body) {
        ovh.fail("GET " + BASE + "/record/*", 2, Fault.pretended(body));
        assertThatThrownBy(() -> provider.find(WWW, TIMEOUT)).isInstanceOf(UnavailableException.class);
    }

    @Test
    @DisplayName("what can't be a record set is for a human to put right")
    void twoAliases() {
        long one = ovh.zone().add("alias", "CNAME", "one.example.", 60).id();
        ovh.fail("GET " + BASE + "/record", Fault.pretended("[" + one + ",2]"));
        ovh.fail(
                "GET " + BASE + "/record/2",
                Fault.pretended(
                        "{\"fieldType\":\"CNAME\",\"subDomain\":\"alias\",\"target\":\"two.example.\",\"ttl\":60}"));
        assertThatThrownBy(() -> provider.find(new RecordKey("alias", RecordType.CNAME), TIMEOUT))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("alias CNAME");
    }

    @Test
    @DisplayName("ids beyond what a double can hold are used to the last bit")
    void longIds() throws InterruptedException {
        ovh.publish(java.util.List.of(RecordSet.of(new RecordKey("x", RecordType.A), TTL, "192.0.2.1")));
        RecordKey key = new RecordKey("x", RecordType.A);
        RecordSet before = provider.find(key, TIMEOUT).orElseThrow();
        apply(RecordChange.replace(before, RecordSet.of(key, TTL, "192.0.2.2")));
        assertThat(ovh.requests())
                .anyMatch(request -> request.startsWith("PUT") && request.contains("/9007199254740994"));
    }
}
