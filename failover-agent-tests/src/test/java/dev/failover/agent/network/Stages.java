package dev.failover.agent.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** A few stages, built when they are first needed, used by one test after the other, taken down after the last. */
final class Stages implements AutoCloseable {
    private static final int MOST = 3;

    private final Semaphore free = new Semaphore(MOST);
    private final Deque<Stage> idle = new ArrayDeque<>();
    private final Map<Stage, Path> all = new HashMap<>();

    Stage take() {
        free.acquireUninterruptibly();
        synchronized (this) {
            return idle.isEmpty() ? build() : idle.pop();
        }
    }

    private Stage build() {
        try {
            Path directory = Files.createTempDirectory("failover-stage");
            Stage stage = new Stage(directory);
            all.put(stage, directory);
            return stage;
        } catch (IOException e) {
            free.release();
            throw new UncheckedIOException(e);
        }
    }

    void giveBack(Stage stage) {
        synchronized (this) {
            idle.push(stage);
        }
        free.release();
    }

    @Override
    public synchronized void close() throws IOException {
        for (Map.Entry<Stage, Path> built : all.entrySet()) {
            built.getKey().close();
            try (Stream<Path> found = Files.walk(built.getValue())) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
