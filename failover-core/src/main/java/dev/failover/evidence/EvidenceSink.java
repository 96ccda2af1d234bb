package dev.failover.evidence;

/**
 * Where a collector puts what it gets. Thread-safe. However much comes, the end of each item is kept within a limit. Secrets are taken
 * out on the way.
 */
public interface EvidenceSink {
    /** One thing that was collected. Thread-safe. */
    interface Item {
        /**
         * More of its content.
         *
         * @throws dev.failover.component.UnavailableException if the time is over, or it can't be kept
         */
        void write(byte[] bytes, int offset, int length);

        /** How the program ended that it comes from. */
        void exit(int status);

        /** It is not all that there was; what there is stays. */
        void incomplete(String why);
    }

    /**
     * Begins an item. It ends with the call of the collector.
     *
     * @param name letters, digits and {@code . _ -}, beginning with a letter or a digit, at most 60: {@code dmesg}
     * @param source the command or the URL that it comes from, on one line, without secrets
     * @throws dev.failover.component.UnavailableException if the time is over, or it can't be kept
     */
    Item item(String name, String source);
}
