package dev.failover.sync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees the changes that a test tells it to see. */
final class ScriptedWatch implements TreeWatch {
    static final class Supply implements java.util.function.Supplier<TreeWatch> {
        final List<ScriptedWatch> made = new ArrayList<>();

        @Override
        public TreeWatch get() {
            ScriptedWatch watch = new ScriptedWatch();
            made.add(watch);
            return watch;
        }

        void changed(String... paths) {
            for (String path : paths) {
                last().listener().changed(Path.of(path));
            }
        }

        void blind(String why) {
            last().listener().blind(why);
        }

        ScriptedWatch last() {
            return made.get(made.size() - 1);
        }
    }

    private @Nullable Listener listener;
    boolean closed;

    @Override
    public void start(Listener given) {
        listener = given;
        given.ready();
    }

    Listener listener() {
        return java.util.Objects.requireNonNull(listener);
    }

    @Override
    public void close() {
        closed = true;
    }
}
