package dev.failover.component;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What an inspection finds, look by look: one that fails is itself a finding, and keeps nobody from the next. Not thread-safe. */
public final class Findings {
    private final List<Finding> findings = new ArrayList<>();

    /** One thing to look at. */
    @FunctionalInterface
    public interface Look {
        void run() throws InterruptedException;
    }

    public void ok(String subject, String message) {
        findings.add(Finding.ok(subject, message));
    }

    public void warning(String subject, String message) {
        findings.add(Finding.warning(subject, message));
    }

    public void error(String subject, String message) {
        findings.add(Finding.error(subject, message));
    }

    public void ending(String subject, String message, Instant end) {
        findings.add(Finding.ending(subject, message, end));
    }

    /** Looks, and takes a {@link ComponentException} as an error of {@code subject}. */
    public void look(String subject, Look look) throws InterruptedException {
        try {
            look.run();
        } catch (ComponentException e) {
            error(subject, e.getMessage());
        }
    }

    /** What was found, in that order. */
    public List<Finding> list() {
        return List.copyOf(findings);
    }
}
