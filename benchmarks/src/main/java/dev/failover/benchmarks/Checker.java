package dev.failover.benchmarks;

import java.io.IOException;

/** What checks targets, in a process of its own. */
interface Checker extends AutoCloseable {
    ProcessHandle process();

    /** Whether it takes as much from the beginning as it does later. */
    default boolean isCompiled() {
        return false;
    }

    /** How many checks have failed until now. */
    long failures() throws IOException;

    /** How many checks until then could not tell, as this machine was late with them. */
    default long abstentions() throws IOException {
        return 0;
    }

    @Override
    void close();
}
