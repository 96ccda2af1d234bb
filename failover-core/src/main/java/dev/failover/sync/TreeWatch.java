package dev.failover.sync;

import java.nio.file.Path;

/** Tells of changes in a tree. What it tells are hints: it may tell too much, and says so when it may have told too little. */
interface TreeWatch extends AutoCloseable {
    /** Hears it; called from any thread, returns at once. */
    interface Listener {
        /** From now on changes are told; what changed before must be looked for. */
        void ready();

        /** This path changed, or whatever is below it; relative to the tree, empty for all of it. */
        void changed(Path path);

        /** Changes are not told any more, or not all of them. */
        void blind(String why);
    }

    /** Begins; returns at once. To be called once. */
    void start(Listener listener);

    @Override
    void close();
}
