package dev.failover.agent.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The wall clock of one process, which can be stepped; its monotonic clock goes on as it is. */
final class FakeClock {
    private final Path step;

    /** @param step a file of its own */
    FakeClock(Path step) throws IOException {
        this.step = step;
        stepTo("+0");
    }

    /** Words before the command of the process. */
    List<String> wrapper() throws IOException {
        return List.of(
                "env",
                "LD_PRELOAD=" + library(),
                "FAKETIME_TIMESTAMP_FILE=" + step,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // Otherwise each timed wait of each thread returns at once, and the process takes a whole core.
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "FAKETIME_DISABLE_SHM=1",
                "NO_FAKE_STAT=1");
    }

    /** Steps it, in one write, by so many seconds from what is right. */
    void stepTo(String offset) throws IOException {
        Files.writeString(step, offset + "\n");
    }

    /** Removes what the library leaves behind of a process that was killed. */
    static void forget(long pid) {
        try {
            Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
            Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Time is no namespace's own; this library answers a process's questions for it. */
    private static Path library() throws IOException {
        Optional<Path> found;
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            found = architectures
                    .map(place -> place.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
        if (found.isEmpty()) {
            Assumptions.abort("NOT TESTED: steps of the wall clock, as libfaketime is not installed");
        }
        return found.get();
    }
}
