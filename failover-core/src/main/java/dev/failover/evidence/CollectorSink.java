package dev.failover.evidence;

import dev.failover.component.Excerpt;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.internal.storage.FileHash;
import dev.failover.internal.storage.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where one collector puts what it gets. Once sealed it takes nothing more, whoever still writes. Thread-safe. */
final class CollectorSink implements EvidenceSink {
    private static final int MOST_ITEMS = 100;
    private static final int LONGEST_NAME = 60;

    private final String collector;
    private final Path directory;
    private final FileTree disk;
    private final Redaction redaction;
    private final long limit;
    private final Room room;
    private final InstantSource clock;
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> files = new HashSet<>();
    private volatile boolean over;

    /** @param limit bytes of an item, at most */
    CollectorSink(
            String collector,
            Path directory,
            FileTree disk,
            Redaction redaction,
            long limit,
            Room room,
            InstantSource clock) {
        this.collector = collector;
        this.directory = directory;
        this.disk = disk;
        this.redaction = redaction;
        this.limit = limit;
        this.room = room;
        this.clock = clock;
    }

    @Override
    public Item item(String name, String source) {
        synchronized (parts) {
            requireOpen();
            if (parts.size() == MOST_ITEMS) {
                throw new UnavailableException("No more than %s items are kept of one collector".formatted(MOST_ITEMS));
            }
            String file = fileName(name);
            try {
                Part part = new Part(file, Excerpt.of(redaction.clean(source)));
                parts.add(part);
                return part;
            } catch (IOException e) {
                throw notKept(file, e);
            }
        }
    }

    /** Whatever a collector calls it, evidence is not lost over a name. */
    private String fileName(String name) {
        String plain = redaction.clean(name).replaceAll("[^A-Za-z0-9._-]", "_");
        String base = collector + "-" + plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        String file = base;
        for (int i = 2; !files.add(file); i++) {
            file = base + "-" + i;
        }
        return file;
    }

    private void requireOpen() {
        if (over) {
            throw new UnavailableException("The time for collecting is over");
        }
    }

    private static UnavailableException notKept(String file, IOException e) {
        return new UnavailableException("%s can't be kept: %s".formatted(file, Excerpt.of(e.toString())), e);
    }

    /** Ends every item; what came by then is kept. */
    List<Kept> seal() throws InterruptedException {
        over = true;
        List<Part> all;
        synchronized (parts) {
            all = List.copyOf(parts);
        }
        List<Kept> kept = new ArrayList<>();
        for (Part part : all) {
            kept.add(part.seal());
        }
        return kept;
    }

    private final class Part implements Item {
        private final String file;
        private final String source;
        private final Instant began = clock.instant();
        private final KeptTail tail;
        private final Masker masker;
        private @Nullable Integer exit;
        private @Nullable String incomplete;

        Part(String file, String source) throws IOException {
            this.file = file;
            this.source = source;
            tail = new KeptTail(disk, directory.resolve(file + ".part"), limit, room);
            masker = new Masker(redaction, tail::write);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            requireOpen();
            try {
                masker.write(bytes, offset, length);
            } catch (IOException e) {
                UnavailableException failure = notKept(file, e);
                incomplete(String.valueOf(failure.getMessage()));
                throw failure;
            }
        }

        @Override
        public synchronized void exit(int status) {
            exit = status;
        }

        @Override
        public synchronized void incomplete(String why) {
            if (incomplete == null) {
                incomplete = Excerpt.of(redaction.clean(why));
            }
        }

        private synchronized Kept seal() throws InterruptedException {
            Path target = directory.resolve(file);
            String hash = "";
            try {
                masker.end();
                tail.seal(target);
                hash = FileHash.of(disk, target).orElse("");
            } catch (IOException e) {
                incomplete(String.valueOf(notKept(file, e).getMessage()));
            }
            if (tail.size() == 0 && tail.dropped() > 0) {
                incomplete("there was no room left for it");
            }
            return new Kept(
                    file,
                    collector,
                    source,
                    began,
                    clock.instant(),
                    Optional.ofNullable(exit),
                    tail.size(),
                    tail.dropped(),
                    masker.count(),
                    Optional.ofNullable(incomplete),
                    hash);
        }
    }
}
