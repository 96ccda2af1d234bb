package dev.failover.benchmarks;

import java.io.IOException;

/** What checks targets, in a process of its own. */
interface Checker extends AutoCloseable {
    ProcessHandle process();

    /** How many checks have failed until now. */
    long failures() throws IOException;

    @Override
    void close();
}
