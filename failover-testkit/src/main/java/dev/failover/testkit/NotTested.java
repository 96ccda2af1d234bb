package dev.failover.testkit;

import org.junit.jupiter.api.Assumptions;

/** A rule that can't be tested here, or does not apply, is skipped where everyone sees it, never passed. */
final class NotTested {
    private NotTested() {}

    static void because(String reason) {
        Assumptions.abort("NOT TESTED: " + reason);
    }

    /** @param reason why what is there can't be made to show whether the rule is kept */
    static void unless(boolean offered, String reason) {
        if (!offered) {
            because(reason);
        }
    }

    /** @param reason why the rule is not for this implementation */
    static void unlessItApplies(boolean applies, String reason) {
        if (!applies) {
            Assumptions.abort("DOES NOT APPLY: " + reason);
        }
    }
}
