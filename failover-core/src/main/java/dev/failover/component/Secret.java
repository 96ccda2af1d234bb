package dev.failover.component;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password, key or token. It shows itself only to {@link #reveal()}. Immutable. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Keeps {@code value} as a secret.
     *
     * @throws IllegalArgumentException if it is blank, or holds a line break (a file's last newline, usually)
     */
    public static Secret of(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("must not contain a line break");
        }
        return new Secret(value);
    }

    /** The secret itself. Keep it out of messages, logs and {@code toString}. */
    public String reveal() {
        return value;
    }

    /** The text with every occurrence of this secret replaced by three asterisks. */
    public String maskIn(String text) {
        return text.replace(value, "***");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
