package dev.failover.agent.command;

import dev.failover.component.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * The rule of backups: three copies, two places that do not fail together, one copy off-site; today also one that can't be removed, and one
 * that was restored.
 *
 * @param copies of the data, the source among them
 * @param elsewhere whether a backup is neither on this machine nor where a managed site is
 * @param protectedOne whether a backup can't be removed from here
 * @param tested whether one was restored lately
 */
record ThreeTwoOne(long copies, boolean elsewhere, boolean protectedOne, boolean tested) {
    private static final long COPIES = 3;

    static List<Finding> findings(String subject, ThreeTwoOne data) {
        List<String> missing = new ArrayList<>();
        if (data.copies() < COPIES) {
            missing.add("a third copy (there are %s with the source)".formatted(data.copies()));
        }
        if (!data.elsewhere()) {
            missing.add("a backup in another place, neither on this machine nor at a managed site");
        }
        if (!data.protectedOne()) {
            missing.add("a backup that this machine can't remove: make one append-only, and say append-only: true");
        }
        if (!data.tested()) {
            missing.add("a restore test that was passed in time: run restore-test");
        }
        return List.of(
                missing.isEmpty()
                        ? Finding.ok(subject, "its backups keep the rule 3-2-1")
                        : Finding.warning(
                                subject, "missing of the rule 3-2-1 for its data: " + String.join("; ", missing)));
    }
}
