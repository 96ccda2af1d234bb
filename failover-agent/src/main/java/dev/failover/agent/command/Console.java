package dev.failover.agent.command;

import dev.failover.time.TimeSource;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * A verb's surroundings.
 *
 * @param in what is piped in, where a verb takes that
 * @param out for what was asked for
 * @param err for what went wrong
 * @param environment the environment variables
 * @param terminal who can be asked; empty if nobody
 * @param time what time it is, and what has passed
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Optional<Terminal> terminal,
        TimeSource time) {}
