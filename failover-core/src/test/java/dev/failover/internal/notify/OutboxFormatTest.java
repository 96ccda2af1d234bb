package dev.failover.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.failover.component.RejectedException;
import dev.failover.internal.notify.OutboxEntry.Delivered;
import dev.failover.internal.notify.OutboxEntry.Failed;
import dev.failover.internal.notify.OutboxEntry.Grouped;
import dev.failover.internal.notify.OutboxEntry.Heard;
import dev.failover.internal.notify.OutboxEntry.Posted;
import dev.failover.internal.notify.OutboxEntry.Refused;
import dev.failover.internal.notify.OutboxEntry.Settled;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A line of the outbox's log")
class OutboxFormatTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123Z");

    /** As they were written first: a log that lies in a state directory has to be read for ever. */
    static Stream<Arguments> lines() {
        Notification notification = new Notification(
                "www/7/decided", AT, Severity.CRITICAL, "www", "www: <a> & b", "two\nlines", Map.of("to", "home"));
        return Stream.of(
                Arguments.of("""
                        {"type":"posted","at":"2026-11-21T10:00:00.123Z","notifiers":["phone","mail"],"notification":\
                        {"id":"www/7/decided","at":"2026-11-21T10:00:00.123Z","severity":"CRITICAL","service":"www",\
                        "title":"www: <a> & b","text":"two\\nlines","facts":{"to":"home"}}}""", new Posted(notification, List.of("phone", "mail"), AT, Map.of())),
                Arguments.of("""
                        {"type":"failed","ids":["1","2"],"notifier":"phone","why":"no answer"}""", new Failed(List.of("1", "2"), "phone", "no answer")),
                Arguments.of("""
                        {"type":"refused","id":"1","notifier":"phone","why":"a wrong key"}""", new Refused("1", "phone", "a wrong key")),
                Arguments.of("""
                        {"type":"delivered","id":"1","notifier":"phone"}""", new Delivered("1", "phone")),
                Arguments.of("""
                        {"type":"settled","ids":[]}""", new Settled(List.of())),
                Arguments.of("""
                        {"type":"grouped","ids":["1","2"],"notifier":"phone","group":"group/1"}""", new Grouped(List.of("1", "2"), "phone", "group/1")),
                Arguments.of("""
                        {"type":"heard","incidents":["www/7"],"notifier":"phone","group":""}""", new Heard(List.of("www/7"), "phone", "")));
    }

    @Test
    @DisplayName("says how long a notifier waits for others only where one does")
    void waits() {
        Posted posted = new Posted(
                new Notification("1", AT, Severity.INFO, "", "title", "text", Map.of()),
                List.of("phone", "boss"),
                AT,
                Map.of("boss", Duration.ofMinutes(15)));
        String line = OutboxFormat.write(posted);
        assertThat(line).contains("\"after\":{\"boss\":\"PT15M\"}");
        assertThat(OutboxFormat.read(line)).isEqualTo(posted);
        refused(line.replace("PT15M", "soon"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    @DisplayName("has the members that it always had, both ways")
    void isWrittenAndRead(String line, OutboxEntry entry) {
        assertThat(OutboxFormat.read(line)).isEqualTo(entry);
        assertThat(JsonParser.parseString(OutboxFormat.write(entry))).isEqualTo(JsonParser.parseString(line));
        assertThat(OutboxFormat.write(entry)).doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("lines")
    @DisplayName("is refused if any of them is missing, or null")
    void isWhole(String line, OutboxEntry entry) {
        JsonObject whole = JsonParser.parseString(line).getAsJsonObject();
        for (String member : whole.keySet()) {
            JsonObject lacking = whole.deepCopy();
            lacking.remove(member);
            refused(lacking.toString());
            lacking.add(member, null);
            refused(lacking.toString());
        }
        if (entry instanceof Posted) {
            for (String member : whole.getAsJsonObject("notification").keySet()) {
                JsonObject lacking = whole.deepCopy();
                lacking.getAsJsonObject("notification").remove(member);
                refused(lacking.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "posted",
                "{",
                "{\"type\":\"praised\",\"id\":\"1\"}",
                "{\"type\":{},\"id\":\"1\"}",
                "{\"type\":\"settled\",\"ids\":[null]}",
                "{\"type\":\"settled\",\"ids\":\"1\"}"
            })
    @DisplayName("is refused if it is anything else")
    void isNothingElse(String line) {
        refused(line);
    }

    @Test
    @DisplayName("is refused if its time or its severity can't be")
    void valuesCanBe() {
        String posted = OutboxFormat.write(new Posted(
                new Notification("1", AT, Severity.INFO, "", "title", "text", Map.of()),
                List.of("phone"),
                AT,
                Map.of()));
        refused(posted.replace("INFO", "LOUD"));
        refused(posted.replace("2026-11-21", "2026-31-21"));
    }

    private static void refused(String line) {
        assertThatThrownBy(() -> OutboxFormat.read(line))
                .as(line)
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Move the file away");
    }
}
