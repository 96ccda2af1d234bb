package dev.failover.agent.page;

import dev.failover.component.ComponentException;
import java.util.List;

/** Where the exported page is put. For one thread. */
interface ExportTarget extends AutoCloseable {
    /**
     * Puts these files there, in their order, each of them whole at any moment. Idempotent. What is there and not its own it leaves alone.
     *
     * @throws ComponentException saying what hinders it
     */
    void put(List<ExportedFile> files) throws InterruptedException;

    @Override
    default void close() {}
}
