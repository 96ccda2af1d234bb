package dev.failover.sftp;

import dev.failover.component.RejectedException;

/**
 * How much of the heap one run may fill with names. What a server lists, and what a source holds, has no bound of its own, and a
 * heap that is full would end whatever else the process does. Not thread-safe.
 */
final class Room {
    /** What an entry takes besides its name: objects, references and its place in a table. */
    private static final int ENTRY = 160;

    /** Part of the heap, in percent; the rest is for the run itself and for all other duties. */
    private static final int PERCENT = 40;

    private final long bytes;
    private long kept;
    private long lent;

    /** @param bytes how much there is */
    Room(long bytes) {
        this.bytes = bytes;
    }

    static long ofHeap() {
        return Runtime.getRuntime().maxMemory() / 100 * PERCENT;
    }

    /** @throws RejectedException if there is no more */
    void keep(String name) {
        kept += ENTRY + name.length();
        requireRoom();
    }

    /** The same for a while, until it is given back. */
    void lend(String name) {
        lent += ENTRY + name.length();
        requireRoom();
    }

    void giveBack(String name) {
        lent -= ENTRY + name.length();
    }

    private void requireRoom() {
        if (kept + lent > bytes) {
            throw full();
        }
    }

    /** Whether what can wait should. */
    boolean isLow() {
        return kept + lent > bytes / 2;
    }

    /** Whether no more should be kept than must be. */
    boolean isCrowded() {
        return kept > bytes / 3;
    }

    /** How many entries with short names there can be at all. */
    long most() {
        return bytes / ENTRY;
    }

    RejectedException full() {
        return new RejectedException(
                "one directory, or what differs between source and target, holds more than the %s names that there is room for in a heap of %s MiB; nothing was deleted. Give Java a larger heap (-Xmx), or exclude something"
                        .formatted(most(), Runtime.getRuntime().maxMemory() >> 20));
    }
}
