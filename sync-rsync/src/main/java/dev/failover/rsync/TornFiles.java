package dev.failover.rsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Notices files that were written while rsync read them: rsync sends the mixture, and does not say so. One that only grew was sent as it
 * was at some moment, as far as it had come; one that another was put in the place of was sent whole. Lines come from one thread, and are
 * asked for after it.
 */
final class TornFiles {
    private static final int NAMED = 3;
    private static final String ATTRIBUTES = "unix:ino,size,ctime";

    private final RawTree source;
    private final boolean watches;
    private final Set<String> torn = new LinkedHashSet<>();
    private long count;
    private @Nullable String sending;
    private Optional<Map<String, Object>> before = Optional.empty();

    TornFiles(Path source) {
        this.source = new RawTree(source);
        watches = source.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /**
     * rsync has opened a file.
     *
     * @param name as rsync says it
     */
    synchronized void sends(String name) {
        sending = name;
        before = look(name);
    }

    /**
     * rsync has read it to its end.
     *
     * @return whether there was one
     */
    synchronized boolean sent() {
        String name = sending;
        if (name == null) {
            return false;
        }
        sending = null;
        Optional<Map<String, Object>> after = look(name);
        if (before.isPresent() && after.isPresent() && isTorn(before.get(), after.get())) {
            count++;
            if (torn.size() < NAMED) {
                torn.add(name);
            }
        }
        return true;
    }

    private Optional<Map<String, Object>> look(String name) {
        if (!watches) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAttributes(
                    source.path(ListedName.unescaped(name)), ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            // It is gone; what was sent is what it was.
            return Optional.empty();
        }
    }

    private static boolean isTorn(Map<String, Object> before, Map<String, Object> after) {
        boolean same = Objects.equals(before.get("ino"), after.get("ino"));
        boolean changed = !Objects.equals(before.get("ctime"), after.get("ctime"));
        boolean grew = size(after) > size(before);
        return same && changed && !grew;
    }

    private static long size(Map<String, Object> attributes) {
        return attributes.get("size") instanceof Long size ? size : 0;
    }

    synchronized boolean isEmpty() {
        return count == 0;
    }

    /** Some of them, for a human. */
    @Override
    public synchronized String toString() {
        String some = Excerpt.of(String.join(", ", torn));
        return count > torn.size() ? some + " and " + (count - torn.size()) + " more" : some;
    }
}
