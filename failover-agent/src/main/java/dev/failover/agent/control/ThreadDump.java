package dev.failover.agent.control;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/** What the threads of this process are at. Virtual threads are not among them. */
final class ThreadDump {
    private ThreadDump() {}

    /** A line for each thread, each frame and each lock. */
    static List<String> lines() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<String> lines = new ArrayList<>();
        long[] deadlocked = threads.findDeadlockedThreads();
        if (deadlocked != null) {
            lines.add("DEADLOCK of " + deadlocked.length + " threads");
        }
        for (ThreadInfo thread : threads.dumpAllThreads(true, true)) {
            LockInfo waiting = thread.getLockInfo();
            lines.add("\"%s\" #%s %s%s%s"
                    .formatted(
                            thread.getThreadName(),
                            thread.getThreadId(),
                            thread.getThreadState(),
                            waiting == null ? "" : " on " + waiting,
                            thread.getLockOwnerName() == null ? "" : " held by " + thread.getLockOwnerName()));
            StackTraceElement[] frames = thread.getStackTrace();
            for (int depth = 0; depth < frames.length; depth++) {
                lines.add("    at " + frames[depth]);
                for (MonitorInfo monitor : thread.getLockedMonitors()) {
                    if (monitor.getLockedStackDepth() == depth) {
                        lines.add("    holds " + monitor);
                    }
                }
            }
        }
        return lines;
    }
}
