package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayName("The log")
@Timeout(60)
class LogLineTest {
    private static String line(boolean json, String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("dev.failover.agent.Some"), Level.WARN, message, thrown, null);
        event.setTimeStamp(1_795_953_600_123L);
        LogLine line = new LogLine();
        line.json(json);
        return new String(line.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("has one line for an event, a stack included, without what a terminal obeys")
    void text() {
        Exception thrown = new IllegalStateException("it said \u001b[2J\nERROR forged: all is well", new Error("why"));
        assertThat(line(false, "home said \u001b]0;title\u0007\u202eno\r\nERROR forged", null))
                .isEqualTo("2026-11-29T12:00:00.123Z WARN  Some: home said no ERROR forged\n");
        assertThat(line(false, "failed", thrown))
                .startsWith(
                        "2026-11-29T12:00:00.123Z WARN  Some: failed | java.lang.IllegalStateException: it said ERROR")
                .contains("Caused by: java.lang.Error: why", "at dev.failover.agent.LogLineTest.text")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("as JSON has one document a line")
    void json() {
        String line = line(true, "home said \"\u001b[31m\n\u009b2J", new IllegalStateException("it"));
        assertThat(line).hasLineCount(1).doesNotContain("\u001b", "\\u001b", "\u009b");
        JsonObject document = JsonParser.parseString(line).getAsJsonObject();
        assertThat(document.get("at")).hasToString("\"2026-11-29T12:00:00.123Z\"");
        assertThat(document.get("level")).hasToString("\"WARN\"");
        assertThat(document.get("logger")).hasToString("\"Some\"");
        assertThat(document.get("message").getAsString()).isEqualTo("home said \"");
        assertThat(document.get("exception").getAsString()).startsWith("java.lang.IllegalStateException: it");
    }

    @Test
    @DisplayName("has nothing of what is rehearsed, and all that is logged beside it")
    void silence() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("dev.failover.agent.Some");
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        log.addAppender(logged);
        log.setAdditive(false);
        Thread other = new Thread(() -> log.error("a disk is full"));
        Logging.silently(() -> {
            log.error("rehearsal: prod is down");
            other.start();
        });
        other.join();
        log.error("prod is down");
        assertThat(logged.list).extracting(ILoggingEvent::getMessage).containsExactly("a disk is full", "prod is down");
    }

    @Test
    @DisplayName("of an agent, and its events, are nothing but JSON if that is asked for")
    void whole(@TempDir Path directory) throws Exception {
        try (World world = new World(directory)) {
            Path config = world.configuration();
            Path log = directory.resolve("agent.log");
            ProcessBuilder builder = new ProcessBuilder(
                    Java.command(64, Main.class, "run", "-c", config.toString(), "--log-format", "json"));
            builder.environment().putAll(world.environment());
            Process agent = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                Verbs.await("both are written", () -> {
                    String written = read(log);
                    return written.contains("\"event\":\"verdict\"") && written.contains("\"logger\":\"RunCommand\"");
                });
            } finally {
                agent.destroy();
                agent.waitFor();
            }
            List<String> lines = Files.readAllLines(log);
            assertThat(lines)
                    .allSatisfy(line -> assertThat(JsonParser.parseString(line).isJsonObject())
                            .isTrue());
        }
    }

    @Test
    @DisplayName("has every fault of the configuration as JSON too")
    void faults(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(directory.resolve("failover.yaml"), "state-directory: 1\nservice: {}\n");
        Process agent = new ProcessBuilder(
                        Java.command(64, Main.class, "run", "-c", config.toString(), "--log-format", "json"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        assertThat(agent.waitFor()).isEqualTo(2);
        assertThat(Files.readAllLines(directory.resolve("log")))
                .hasSizeGreaterThan(1)
                .allSatisfy(line ->
                        assertThat(JsonParser.parseString(line).isJsonObject()).isTrue());
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
