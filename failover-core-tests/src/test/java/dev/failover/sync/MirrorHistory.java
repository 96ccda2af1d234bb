package dev.failover.sync;

import dev.failover.component.ComponentException;
import dev.failover.component.UnavailableException;
import dev.failover.testkit.LocalFileSync;
import dev.failover.testkit.ManualScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What may become of a data set at two sites, by the numbers of a seed: users write, hints of it get lost, runs are cut, sources
 * vanish and shrink, sites fail over and come back with their old mirrors running. Whatever happens, S10, S11 and S12 hold at each
 * run, and L6 at the end. The mirrors are the real ones, on virtual time and real directories.
 */
public final class MirrorHistory {
    private static final int STEPS = 60;
    private static final int FILES = 16;
    private static final int MAX_DELETES = 5;
    private static final int MAX_SHRINK = 50;
    private static final Duration RESCAN = Duration.ofSeconds(30);
    private static final String NAME = "webroot";

    private final Random random;
    private final ManualScheduler time = new ManualScheduler();
    private final List<Path> sites;
    private final Path aside;
    private final List<@Nullable Mirroring> mirrors = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    /** Whether a human's word holds, by the site whose files it allows to be deleted. */
    private final boolean[] accepted = {false, false};

    /** How many files the source held at most, of those complete runs that came to a site since a human's word. */
    private final long[] most = {0, 0};

    private @Nullable String violation;
    private int active;
    private long epoch = 1;
    private int version;
    private boolean unmounted;

    private MirrorHistory(long seed, Path directory) throws IOException {
        random = new Random(seed);
        sites = List.of(
                Files.createDirectory(directory.resolve("prod")), Files.createDirectory(directory.resolve("home")));
        aside = directory.resolve("aside");
        mirrors.add(null);
        mirrors.add(null);
    }

    /**
     * Lives through one history.
     *
     * @param directory an empty one
     * @return the invariant that was violated, a blank, and how
     */
    public static Optional<String> run(long seed, Path directory) throws Exception {
        MirrorHistory history = new MirrorHistory(seed, directory);
        history.begin();
        for (int i = 0; i < STEPS && history.violation == null; i++) {
            history.step();
        }
        if (history.violation == null) {
            history.end();
        }
        history.close();
        return Optional.ofNullable(history.violation).map(what -> what + "; " + history.story);
    }

    private void violated(String invariant, String how) {
        violation = violation == null ? invariant + " " + how : violation;
    }

    private DataSet set(int site) {
        return DataSet.of(NAME, sites.get(site));
    }

    private long files(int site) throws IOException {
        return described(sites.get(site)).size();
    }

    private static Map<String, String> described(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path relative = root.relativize(path);
                if (!relative.startsWith(FileSync.RESERVED)) {
                    all.put(relative.toString(), Files.readString(path));
                }
            }
        }
        return all;
    }

    /** A mirror from one site to the other, as an agent runs it. */
    private final class Mirroring {
        private final Observed observed;
        private final ScriptedWatch.Supply watch = new ScriptedWatch.Supply();
        private final DataMirror mirror;
        private final ContinuousMirror continuous;

        Mirroring(int from, int maxDeletes) {
            observed = new Observed(from);
            mirror = DataMirror.builder()
                    .dataSet(set(from))
                    .target(observed)
                    .maxDeletes(maxDeletes)
                    .maxShrink(MAX_SHRINK)
                    .build();
            continuous = ContinuousMirror.builder()
                    .mirror(mirror)
                    .rescan(RESCAN)
                    .watches(watch)
                    .build();
        }

        void accept() throws InterruptedException {
            try {
                mirror.acceptSource("ada", time.instant());
                accepted[observed.to] = true;
            } catch (ComponentException e) {
                story.add("which is refused");
            }
        }
    }

    /** The way to the other site, and what must hold of whatever goes over it. */
    private final class Observed implements FileSync {
        private final int from;
        private final int to;
        private final FileSync sync;
        private boolean down;
        private boolean cut;
        private boolean changing;
        private @Nullable MirrorRequest request;
        private @Nullable MirrorReport report;
        private Map<String, String> atStart = new HashMap<>();

        Observed(int from) {
            this.from = from;
            to = 1 - from;
            sync = LocalFileSync.into(sites.get(to));
        }

        private void reach() {
            if (down) {
                throw new UnavailableException("the line is down");
            }
        }

        @Override
        public MirrorReport mirror(MirrorRequest asked, MirrorListener listener) throws InterruptedException {
            reach();
            request = asked;
            report = null;
            try {
                atStart = described(sites.get(from));
                Set<String> before = described(sites.get(to)).keySet();
                boolean missing = set(from).source().isEmpty();
                long least = leastAllowed();
                if (to == active) {
                    violated("S11", "what the active site has is overwritten by a source of before");
                }
                MirrorReport made = cut ? cut(asked, listener) : sync.mirror(asked, listener);
                Set<String> left = described(sites.get(to)).keySet();
                Set<String> gone = new TreeSet<>(before);
                gone.removeAll(left);
                boolean tooMany = gone.size() > asked.maxDeletes();
                // A run over some paths knows of no other that is missing.
                boolean shrunk = (asked.paths().isEmpty() ? atStart.size() : left.size()) < least;
                if (tooMany || !gone.isEmpty() && (missing || shrunk)) {
                    violated("S12", gone + " were deleted of " + before.size() + " files");
                }
                report = changing ? changed(made) : made;
                return report;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** How many files are left at least, unless a human said otherwise: a history lasts less than a day. */
        private long leastAllowed() {
            return accepted[to] ? 0 : (most[to] * (100L - MAX_SHRINK) + 99) / 100;
        }

        /** Some of it is done, and then the line goes down. */
        private MirrorReport cut(MirrorRequest asked, MirrorListener listener) throws InterruptedException {
            cut = false;
            Set<Path> some = new TreeSet<>();
            for (String file : atStart.keySet()) {
                if (random.nextBoolean()) {
                    some.add(Path.of(file));
                }
            }
            if (asked.paths().isEmpty() && !some.isEmpty()) {
                sync.mirror(asked.only(some), listener);
            }
            throw new UnavailableException("the line went down");
        }

        /** The source was written to while it was read. */
        private MirrorReport changed(MirrorReport made) {
            changing = false;
            return new MirrorReport(
                    made.scanStarted(),
                    false,
                    made.files(),
                    made.bytes(),
                    made.transferredFiles(),
                    made.transferredBytes(),
                    made.deleted(),
                    made.took());
        }

        @Override
        public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
            reach();
            return sync.readNote(name, timeout);
        }

        @Override
        public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
            reach();
            if (name.equals(Watermark.NOTE)) {
                Watermark mark = Watermark.parse(content);
                requireWhole(mark);
                most[to] = accepted[to] ? mark.files() : Math.max(most[to], mark.files());
                accepted[to] = false;
            }
            sync.writeNote(name, content, timeout);
        }

        private void requireWhole(Watermark mark) {
            MirrorRequest made = request;
            MirrorReport told = report;
            try {
                boolean whole = made != null
                        && made.paths().isEmpty()
                        && told != null
                        && told.complete()
                        && mark.scanStarted().equals(told.scanStarted())
                        && described(sites.get(to)).equals(atStart);
                if (!whole) {
                    violated("S10", "a watermark is left by a run that was not complete: " + told);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void execute(List<String> command, Duration timeout) {
            throw new AssertionError("no command was asked for");
        }
    }

    private void begin() throws Exception {
        for (int i = 0; i < FILES; i++) {
            write(i);
        }
        Mirroring first = start(0, MAX_DELETES);
        first.mirror.prepare();
        time.advance(Duration.ofSeconds(1));
    }

    private Mirroring start(int from, int maxDeletes) {
        stop(from);
        Mirroring started = new Mirroring(from, maxDeletes);
        mirrors.set(from, started);
        started.continuous.start(time);
        return started;
    }

    private void stop(int from) {
        Mirroring running = mirrors.get(from);
        mirrors.set(from, null);
        if (running != null) {
            running.continuous.stop();
        }
    }

    private void close() {
        stop(0);
        stop(1);
        time.close();
    }

    private void write(int file) throws IOException {
        version++;
        // Of a size that none has had: what is compared by size and time may be written twice within a tick.
        Files.writeString(sites.get(active).resolve("f" + file), version + "x".repeat(version));
    }

    private void hint(int file) {
        Mirroring mirroring = mirrors.get(active);
        boolean heard = random.nextInt(100) < 80;
        if (mirroring != null && heard && !mirroring.watch.made.isEmpty()) {
            mirroring.watch.changed("f" + file);
        }
    }

    private void step() throws Exception {
        int draw = random.nextInt(100);
        Mirroring mirroring = mirrors.get(active);
        if (draw < 45) {
            change();
        } else if (draw < 65) {
            advance(Duration.ofMillis(random.nextInt(45_000)));
        } else if (draw < 72 && mirroring != null) {
            mirroring.observed.down = !mirroring.observed.down;
            story.add("line " + (mirroring.observed.down ? "down" : "up"));
        } else if (draw < 76 && mirroring != null) {
            mirroring.observed.cut = true;
            story.add("a run is to be cut");
        } else if (draw < 80 && mirroring != null) {
            mirroring.observed.changing = true;
            story.add("the source is to change during a run");
        } else if (draw < 84) {
            mount();
        } else if (draw < 87) {
            wipe();
        } else if (draw < 90 && mirroring != null) {
            story.add("a human accepts the source");
            mirroring.accept();
        } else if (draw < 93) {
            failOver();
        } else {
            story.add("a mirror starts from site " + draw % 2);
            start(draw % 2, MAX_DELETES);
        }
    }

    private void advance(Duration duration) {
        story.add("+" + duration.toMillis() + "ms");
        time.advance(duration);
    }

    private void change() throws IOException {
        int file = random.nextInt(FILES);
        if (unmounted) {
            return;
        }
        if (random.nextInt(100) < 75) {
            write(file);
        } else {
            Files.deleteIfExists(sites.get(active).resolve("f" + file));
        }
        hint(file);
        story.add("f" + file);
    }

    /** The source's file system goes away, or comes back; what is there without it is an empty directory. */
    private void mount() throws IOException {
        Path place = sites.get(active);
        if (unmounted) {
            remove(place);
            Files.move(aside, place);
        } else {
            Files.move(place, aside);
            Files.createDirectory(place);
        }
        unmounted = !unmounted;
        story.add(unmounted ? "unmounted" : "mounted");
    }

    private static void remove(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void wipe() throws IOException {
        if (unmounted) {
            return;
        }
        for (int file = 0; file < FILES; file++) {
            if (random.nextInt(100) < 80) {
                Files.deleteIfExists(sites.get(active).resolve("f" + file));
                hint(file);
            }
        }
        story.add("wiped to " + files(active));
    }

    /** The active site dies, and its mirror with it; the other becomes active, with what it has. */
    private void failOver() throws IOException {
        if (unmounted) {
            mount();
        }
        stop(active);
        active = 1 - active;
        stop(active);
        epoch++;
        set(active).promote(epoch);
        story.add("failover to " + active);
    }

    /** All is put right. */
    private void end() throws Exception {
        story.add("the end");
        if (unmounted) {
            mount();
        }
        stop(1 - active);
        write(0);
        Mirroring last = start(active, 1000);
        time.advance(Duration.ofSeconds(2));
        last.accept();
        time.advance(RESCAN.multipliedBy(3));
        requireEqual("after all was put right");
        write(1);
        time.advance(RESCAN.plusSeconds(1));
        requireEqual("a rescan after a change of which no hint came");
    }

    private void requireEqual(String when) throws IOException {
        if (!described(sites.get(1 - active)).equals(described(sites.get(active)))) {
            violated("L6", when + ", the replica differs");
        }
    }
}
