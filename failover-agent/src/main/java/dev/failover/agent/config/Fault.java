package dev.failover.agent.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path the setting at fault, from the top: {@code services.www.check.timeout}; empty if the file as a whole
 * @param message what is wrong and what would be right, without a secret
 * @param line where it stands, or would have to stand, counted from 1; 0 if nowhere in particular
 */
public record Fault(String path, String message, int line) {
    /** {@code services.www.check.timeout: must be … (line 12)}. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + message + (line > 0 ? " (line " + line + ")" : "");
    }
}
