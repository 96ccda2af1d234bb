package dev.failover.internal.loop;

/**
 * A clock, timers and threads that are the machine's own. What goes on elsewhere on this machine, and at its own pace, can be waited
 * for beside them; in virtual time it can't.
 */
public interface MachineTime {
    /** Whose thread is the event thread, so that what goes on there needs no other. */
    Loop loop();
}
