package dev.failover.agent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.failover.agent.control.Documents;
import dev.failover.component.Excerpt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Each event as one line, of text or of JSON, whatever stands in it: stacks too, and nothing that a terminal or whoever reads the log
 * obeys.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final int LONGEST_MESSAGE = 4000;
    private static final int LONGEST_STACK = 16_000;

    private record Line(Instant at, String level, String logger, String message, Optional<String> exception) {}

    private volatile boolean json;

    void json(boolean value) {
        json = value;
    }

    boolean isJson() {
        return json;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Line line = new Line(
                Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS),
                event.getLevel().toString(),
                event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1),
                Excerpt.of(event.getFormattedMessage(), LONGEST_MESSAGE),
                Optional.ofNullable(event.getThrowableProxy())
                        .map(thrown -> Excerpt.of(ThrowableProxyUtil.asString(thrown), LONGEST_STACK)));
        String text = json
                ? Documents.line(line)
                : "%s %-5s %s: %s%s"
                        .formatted(
                                line.at(),
                                line.level(),
                                line.logger(),
                                line.message(),
                                line.exception().map(stack -> " | " + stack).orElse(""));
        return (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
