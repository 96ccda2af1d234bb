package dev.failover.agent;

/** How log lines and, of {@code run}, events are written. */
public enum LogFormat {
    TEXT,
    JSON
}
