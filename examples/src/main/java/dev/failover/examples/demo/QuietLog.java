package dev.failover.examples.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log to errors for a while: what it would say besides is on the timeline. */
final class QuietLog implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    QuietLog() {
        root.setLevel(Level.ERROR);
    }

    @Override
    public void close() {
        root.setLevel(before);
    }
}
