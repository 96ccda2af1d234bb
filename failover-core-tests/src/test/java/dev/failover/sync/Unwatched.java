package dev.failover.sync;

/** Mirrors for virtual time, on which nobody can wait for the system to tell of changes: complete runs find them. */
public final class Unwatched {
    private Unwatched() {}

    public static ContinuousMirror.Builder builder() {
        return ContinuousMirror.builder().watches(new ScriptedWatch.Supply());
    }
}
