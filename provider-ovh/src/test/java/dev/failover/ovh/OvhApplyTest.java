package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OvhApplyTest extends ImitationTest {
    private static final RecordKey APEX_SIX = new RecordKey("@", RecordType.AAAA);

    @Test
    @DisplayName("a switch costs one list, one look, one PUT and one refresh, after the time")
    void budget() throws InterruptedException {
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(calls())
                .containsExactly("GET /auth/time", "GET /record", "GET /record/*", "PUT /record/*", "POST /refresh");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    @DisplayName("several record sets of a zone are published by one refresh")
    void batch() throws InterruptedException {
        RecordSet six = RecordSet.of(APEX_SIX, TTL, "2001:db8::10");
        ovh.publish(List.of(six));
        RecordSet otherSix = RecordSet.of(APEX_SIX, TTL, "2001:db8::20");
        apply(RecordChange.replace(PRIMARY, STANDBY), RecordChange.replace(six, otherSix));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(ovh.published(APEX_SIX)).hasValue(otherSix);
        assertThat(calls())
                .containsExactly(
                        "GET /auth/time",
                        "GET /record",
                        "GET /record/*",
                        "GET /record",
                        "GET /record/*",
                        "PUT /record/*",
                        "PUT /record/*",
                        "POST /refresh");
    }

    @Test
    @DisplayName("what is there already is not edited, but published: an earlier refresh may have been lost")
    void alreadyThere() throws InterruptedException {
        ovh.zone().replace(ovh.zone().edited().get(0).id(), null, "198.51.100.7", null);
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(calls()).containsExactly("GET /auth/time", "GET /record", "GET /record/*", "POST /refresh");
    }

    @Test
    @DisplayName("an empty list asks for nothing")
    void nothing() throws InterruptedException {
        provider.apply(List.of(), TIMEOUT);
        assertThat(ovh.requests()).isEmpty();
    }

    @Test
    @DisplayName("a set grows by POST and shrinks by DELETE, only as far as it must")
    void growsAndShrinks() throws InterruptedException {
        RecordSet wide = www("192.0.2.1", "192.0.2.2", "192.0.2.3");
        apply(RecordChange.replace(PRIMARY, wide));
        assertThat(ovh.published(WWW)).hasValue(wide);
        assertThat(calls()).endsWith("GET /record/*", "PUT /record/*", "POST /record", "POST /record", "POST /refresh");
        ovh.forgetRequests();
        apply(RecordChange.replace(wide, STANDBY));
        assertThat(ovh.edited(WWW)).containsExactly("198.51.100.7");
        assertThat(calls())
                .endsWith("GET /record/*", "PUT /record/*", "DELETE /record/*", "DELETE /record/*", "POST /refresh");
    }

    @Test
    @DisplayName("a record that somebody doubled is made single")
    void doubled() throws InterruptedException {
        ovh.zone().add("www", "A", "203.0.113.10", 60);
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.edited(WWW)).containsExactly("198.51.100.7");
    }

    @Test
    @DisplayName("a TTL from 0 to 59 seconds becomes 60, and never the zone's default")
    void leastTtl() throws InterruptedException {
        for (int seconds : List.of(0, 1, 59)) {
            RecordSet low = RecordSet.of(WWW, Duration.ofSeconds(seconds), "192.0.2." + seconds);
            apply(new RecordChange(ovh.published(WWW), low));
            assertThat(ovh.zone().published().get(0).ttl()).isEqualTo(60);
        }
    }

    @Test
    @DisplayName("a conflict in one change keeps all of them from being made")
    void conflict() {
        RecordSet six = RecordSet.of(APEX_SIX, TTL, "2001:db8::20");
        assertThatThrownBy(() -> apply(RecordChange.create(six), RecordChange.replace(www("192.0.2.99"), STANDBY)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("www A", ZONE, "192.0.2.99", "203.0.113.10");
        assertThat(calls()).noneMatch(call -> call.startsWith("P"));
    }

    @Test
    @DisplayName("after a failed write nothing is published; the same call made again finishes")
    void noRefreshAfterFailedWrite() throws InterruptedException {
        RecordSet six = RecordSet.of(APEX_SIX, TTL, "2001:db8::10");
        ovh.publish(List.of(six));
        RecordSet otherSix = RecordSet.of(APEX_SIX, TTL, "2001:db8::20");
        RecordChange[] changes = {RecordChange.replace(PRIMARY, STANDBY), RecordChange.replace(six, otherSix)};
        String second = ovh.zone().edited().stream()
                .filter(record -> record.fieldType().equals("AAAA"))
                .map(record -> "PUT " + BASE + "/record/" + record.id())
                .findFirst()
                .orElseThrow();
        ovh.fail(second, 2, Fault.status(500));
        assertThatThrownBy(() -> apply(changes))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("HTTP 500", "not published yet");
        assertThat(calls()).doesNotContain("POST /refresh");
        assertThat(ovh.published(WWW)).hasValue(PRIMARY);
        apply(changes);
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
        assertThat(ovh.published(APEX_SIX)).hasValue(otherSix);
    }

    @Test
    @DisplayName("a set cut off halfway is recognised as our own work, not as a stranger's")
    void halfway() throws InterruptedException {
        RecordSet before = www("192.0.2.1", "192.0.2.2");
        RecordSet after = www("198.51.100.1", "198.51.100.2");
        apply(RecordChange.replace(PRIMARY, before));
        long second = ovh.zone().edited().get(1).id();
        ovh.fail("PUT " + BASE + "/record/" + second, 2, Fault.status(503));
        assertThatThrownBy(() -> apply(RecordChange.replace(before, after))).isInstanceOf(UnavailableException.class);
        assertThat(ovh.edited(WWW)).containsExactlyInAnyOrder("198.51.100.1", "192.0.2.2");
        apply(RecordChange.replace(before, after));
        assertThat(ovh.published(WWW)).hasValue(after);
    }

    @Test
    @DisplayName("a right that is missing for the refresh is named, and that nothing is published")
    void refreshNotGranted() {
        ovh.accessRules("GET " + BASE + "/*", "PUT " + BASE + "/record/*");
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll(
                        "POST /domain/zone/beerus.fr/refresh",
                        "NOT_GRANTED_CALL",
                        "consumer-key lacks the access rule",
                        "edited but not published",
                        "EU.imitation-");
        assertThat(ovh.edited(WWW)).containsExactly("198.51.100.7");
        assertThat(ovh.published(WWW)).hasValue(PRIMARY);
    }

    @Test
    @DisplayName("a right that is missing for an edit is named, in the other shape of body too")
    void editNotGranted() {
        ovh.access().useClassShape();
        ovh.accessRules("GET " + BASE + "/*");
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContainingAll("Client::Forbidden", "\"PUT /domain/zone/beerus.fr/record/*\"");
        assertThat(ovh.published(WWW)).hasValue(PRIMARY);
    }

    @Test
    @DisplayName("a refresh answered by 204 is a refresh")
    void noContent() throws InterruptedException {
        ovh.answerNoContent();
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("a refresh that publishes nothing is repaired by the same call made again")
    void refreshPublishesNothing() throws InterruptedException {
        ovh.fail("POST " + BASE + "/refresh", Fault.pretended("null"));
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(PRIMARY);
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("POST may answer the id 0: it is not read")
    void zeroId() throws InterruptedException {
        ovh.answerZeroIds();
        RecordSet wide = www("203.0.113.10", "192.0.2.2");
        apply(RecordChange.replace(PRIMARY, wide));
        assertThat(ovh.published(WWW)).hasValue(wide);
    }

    @Test
    @DisplayName("records renumbered behind our back are looked up again")
    void renumbered() throws InterruptedException {
        ovh.fail(
                "GET " + BASE + "/record",
                Fault.pretended("[" + ovh.zone().edited().get(0).id() + "]"));
        ovh.fail(
                "PUT " + BASE + "/record/*",
                Fault.answer(404, "{\"message\":\"The requested object (id = 1) does not exist\"}"));
        apply(RecordChange.replace(PRIMARY, STANDBY));
        assertThat(ovh.edited(WWW)).containsExactly("198.51.100.7");
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
    }

    @Test
    @DisplayName("the zone of another account, an expired zone and an expired key are refusals with a way out")
    void refusals() {
        ovh.fail(
                "GET " + BASE + "/record",
                Fault.answer(404, "{\"class\":\"Client::NotFound\",\"message\":\"This service does not exist\"}"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("not in this account");
        ovh.fail("GET " + BASE + "/record", Fault.answer(460, "{\"message\":\"This service is expired\"}"));
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("renew it");
        ovh.credential("expired", null);
        assertThatThrownBy(() -> apply(RecordChange.replace(PRIMARY, STANDBY)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("consumer-key has expired");
    }
}
