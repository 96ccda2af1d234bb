package dev.failover.agent.command;

import java.util.List;

/** Ends a verb with an exit code and what to tell about it. */
final class EndException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> lines;

    EndException(int exitCode, String... lines) {
        this(exitCode, List.of(lines));
    }

    EndException(int exitCode, List<String> lines) {
        super(String.join("; ", lines));
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    int exitCode() {
        return exitCode;
    }

    List<String> lines() {
        return lines;
    }
}
