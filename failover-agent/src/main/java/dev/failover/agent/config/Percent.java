package dev.failover.agent.config;

/** A share, as it is written. */
final class Percent {
    private Percent() {}

    /**
     * Parses {@code 50%}; {@code 50} says the same.
     *
     * @throws IllegalArgumentException if it is not 0 to 100
     */
    static int parse(String text) {
        try {
            int percent = Integer.parseInt(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
            if (percent >= 0 && percent <= 100) {
                return percent;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("must be 0% to 100%, not \"" + text + "\"");
    }
}
