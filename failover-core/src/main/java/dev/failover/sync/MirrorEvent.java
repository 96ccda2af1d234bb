package dev.failover.sync;

import dev.failover.component.Remedy;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a continuous mirror, told as it happens.
 *
 * @param text one sentence for a human
 * @param remedy what only a human can do about it; empty if nothing
 */
public record MirrorEvent(Instant at, String dataSet, Kind kind, String text, Optional<Remedy> remedy) {
    /** What can happen. */
    public enum Kind {
        /** A run over some paths ended well. */
        PART_MIRRORED,
        /** A complete run ended well, and left its watermark. */
        ALL_MIRRORED,
        /** A run failed; it will be tried again. */
        RUN_FAILED,
        /** Runs have failed for so long that a human should know. */
        FAILING,
        /** Runs succeed again, after {@link #FAILING}. */
        RECOVERED,
        /** The source can't be believed; nothing is mirrored until a human says so. */
        HALTED,
        /** A human said so. */
        RESUMED,
        /** A command that was to run after a run failed. */
        COMMAND_FAILED,
        /** Changes are found by periodic runs only. */
        BLIND,
        /** Files at the target had silently become others, and were sent again. Told once per verification. */
        HEALED,
        /** A verification went through all of the target. */
        PROVEN,
        /** No verification did for twice as long as it should take at most. */
        UNPROVEN
    }
}
