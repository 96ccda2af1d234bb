package dev.failover.testkit;

import org.junit.jupiter.api.Assumptions;

/** A rule that can't be tested here is skipped where everyone sees it, never passed. */
final class NotTested {
    private NotTested() {}

    static void because(String reason) {
        Assumptions.abort("NOT TESTED: " + reason);
    }

    static void unless(boolean offered, String reason) {
        if (!offered) {
            because(reason);
        }
    }
}
