package dev.failover.agent.command;

import java.io.PrintStream;
import java.util.Map;

/**
 * A verb's surroundings.
 *
 * @param out for what was asked for
 * @param err for what went wrong
 * @param environment the environment variables
 */
public record Console(PrintStream out, PrintStream err, Map<String, String> environment) {}
