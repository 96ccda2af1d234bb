package dev.failover.examples.demo;

import java.util.ArrayList;
import java.util.List;

/** All watchers of a demonstration. Not thread-safe. */
final class DemoWatchers implements AutoCloseable {
    private final List<DemoWatcher> all = new ArrayList<>();

    void add(DemoWatcher watcher) {
        all.add(watcher);
    }

    List<DemoWatcher> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        all.forEach(DemoWatcher::close);
    }
}
