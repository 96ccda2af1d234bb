package dev.failover.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What processes have cost, as Linux counts it. */
final class ProcessorTime {
    /** {@code CONFIG_HZ} as user space sees it: 100 on every Linux (proc(5), "clock ticks"). */
    private static final int TICKS = 100;

    private ProcessorTime() {}

    /** Of a process, its living descendants, and all their children that have ended and were waited for; but of no SSH server. */
    static Duration of(ProcessHandle process) {
        return Duration.ofMillis(ticks(process) * 1000 / TICKS);
    }

    private static long ticks(ProcessHandle process) {
        if (process.info().command().orElse("").endsWith("/sshd")) {
            return 0;
        }
        return ticks(process.pid())
                + process.children().mapToLong(ProcessorTime::ticks).sum();
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // After the name, which may hold blanks: utime, stime, cutime and cstime are fields 14 to 17 (proc(5)).
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long sum = 0;
            for (int i = 11; i <= 14; i++) {
                sum += Long.parseLong(fields[i]);
            }
            return sum;
        } catch (java.nio.file.NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
