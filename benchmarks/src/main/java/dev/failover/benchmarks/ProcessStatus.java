package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process holds, as Linux says it: proc(5), {@code /proc/pid/status}. */
final class ProcessStatus {
    private ProcessStatus() {}

    static long threads(ProcessHandle process) throws IOException {
        return number(process, "Threads:");
    }

    static long residentMebibytes(ProcessHandle process) throws IOException {
        return number(process, "VmRSS:") / 1024;
    }

    private static long number(ProcessHandle process, String field) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"))
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
