package dev.failover.sync;

import dev.failover.sync.MirrorDebt.Extent;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What of a source changed, as far as a watch tells: kept until somebody takes it. Thread-safe. */
final class SourceHints implements AutoCloseable {
    private static final Path ALL = Path.of("");
    /** Naming more costs more than looking through everything. */
    private static final int MOST_PATHS = 10_000;

    private final Supplier<TreeWatch> watches;
    private final Runnable arrived;
    private final Consumer<String> blinded;
    private Set<Path> paths = new LinkedHashSet<>();
    private @Nullable TreeWatch watch;
    private String blind = "";

    /**
     * Does not watch yet.
     *
     * @param arrived called when there is something to take where there was nothing, from any thread: a storm is one call, not one for
     *     each change
     * @param blinded called when changes are not seen any more, with the reason, from any thread
     */
    SourceHints(Supplier<TreeWatch> watches, Runnable arrived, Consumer<String> blinded) {
        this.watches = watches;
        this.arrived = arrived;
        this.blinded = blinded;
    }

    /** Watches; anew if it did already, as what was mounted or made meanwhile has no watch. */
    void watch() {
        TreeWatch next = watches.get();
        replace(next);
        next.start(new TreeWatch.Listener() {
            @Override
            public void ready() {
                add(ALL);
            }

            @Override
            public void changed(Path path) {
                add(path);
            }

            @Override
            public void blind(String why) {
                goBlind(next, why);
            }
        });
    }

    private void replace(@Nullable TreeWatch next) {
        TreeWatch before;
        synchronized (this) {
            before = watch;
            watch = next;
            blind = "";
        }
        if (before != null) {
            before.close();
        }
    }

    private void goBlind(TreeWatch which, String why) {
        synchronized (this) {
            if (which != watch) {
                return;
            }
            blind = why;
        }
        blinded.accept(why);
        add(ALL);
    }

    private void add(Path path) {
        synchronized (this) {
            if (paths.contains(ALL)) {
                return;
            }
            boolean all = path.equals(ALL) || paths.size() >= MOST_PATHS;
            boolean news = all || paths.isEmpty();
            if (all) {
                paths.clear();
            }
            paths.add(all ? ALL : path);
            if (!news) {
                return;
            }
        }
        arrived.run();
    }

    /** How much there is to take. */
    synchronized Extent extent() {
        return extent(paths);
    }

    static Extent extent(Set<Path> paths) {
        if (paths.contains(ALL)) {
            return Extent.EVERYTHING;
        }
        return paths.isEmpty() ? Extent.NOTHING : Extent.SOME;
    }

    /** How many paths there are to take. */
    synchronized int size() {
        return paths.contains(ALL) ? 0 : paths.size();
    }

    /** Takes them: those that are below no other, which is mirrored with all below it. */
    Set<Path> take() {
        Set<Path> taken;
        synchronized (this) {
            taken = paths;
            paths = new LinkedHashSet<>();
        }
        Set<Path> outermost = new LinkedHashSet<>();
        for (Path path : taken) {
            boolean below = false;
            for (Path above = path.getParent(); above != null && !below; above = above.getParent()) {
                below = taken.contains(above);
            }
            if (!below) {
                outermost.add(path);
            }
        }
        return outermost;
    }

    /** Why changes are not seen; empty if they are. */
    synchronized String blind() {
        return blind;
    }

    /** Stops watching. Idempotent. */
    @Override
    public void close() {
        replace(null);
    }
}
