package dev.failover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Looks again and again, on a thread of its own, while a test does what must not be seen half done. The first look that throws is
 * the last one, and {@link #stop} throws what it threw. Thread-safe.
 *
 * <pre>{@code
 * try (Onlooker onlooker = Onlooker.start(() -> requireWhole(file))) {
 *     change(file);
 *     onlooker.stop(Duration.ofSeconds(10));
 * }
 * }</pre>
 */
public final class Onlooker implements AutoCloseable {
    /** One look. */
    @FunctionalInterface
    public interface Look {
        /** @throws Exception if what is seen is wrong, unless an {@link AssertionError} says so */
        void look() throws Exception;
    }

    private final BackgroundCall<Void> looking;
    private volatile boolean done;

    private Onlooker(Look look) {
        Callable<Void> all = () -> {
            do {
                look.look();
            } while (!done);
            return null;
        };
        looking = BackgroundCall.start(all);
    }

    /** Begins to look, and goes on until it is stopped or a look fails. */
    public static Onlooker start(Look look) {
        return new Onlooker(look);
    }

    /**
     * A look at a file of which every version is so long and repeats one byte.
     *
     * @throws IOException if it is missing, or can't be read
     * @throws AssertionError if it has another length, or bytes of two versions
     */
    public static void requireUniform(Path file, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != length) {
            throw new AssertionError(file + " has " + bytes.length + " bytes, not " + length);
        }
        for (byte each : bytes) {
            if (each != bytes[0]) {
                throw new AssertionError(file + " is of two versions");
            }
        }
    }

    /** Whether a look has failed. */
    public boolean hasSeenWrong() {
        return looking.thrown() != null;
    }

    /**
     * Stops looking after one more look at most; there was one at least.
     *
     * @param limit how long that may take
     * @throws AssertionError with the cause, if a look failed; or if a look does not end
     */
    public void stop(Duration limit) throws InterruptedException {
        done = true;
        Throwable thrown = looking.await(limit).thrown();
        if (thrown != null) {
            throw new AssertionError("seen meanwhile: " + thrown.getMessage(), thrown);
        }
    }

    /** Stops looking, whatever was seen: for a test that fails before it asks. */
    @Override
    public void close() {
        done = true;
    }
}
