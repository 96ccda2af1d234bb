package dev.failover.sftp;

/** Whether the target's file is the source's. Pure. */
@FunctionalInterface
interface Comparison {
    /** What to do about a file that is there at both sides. */
    enum Verdict {
        /** Nothing, as far as its content goes. */
        SAME,
        /** Compare what is in them. */
        COMPARE,
        /** Send it. */
        SEND
    }

    /**
     * Compares two files.
     *
     * @param path raw, relative
     */
    Verdict compare(String path, Entry wanted, Entry present);
}
