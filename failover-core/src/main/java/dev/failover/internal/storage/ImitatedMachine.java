package dev.failover.internal.storage;

import java.time.InstantSource;

/** A machine that is imitated as a whole: what goes by its clock is kept on its disk. For simulations. */
public interface ImitatedMachine extends InstantSource {
    FileTree disk();
}
