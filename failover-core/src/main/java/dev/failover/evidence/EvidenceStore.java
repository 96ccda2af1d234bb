package dev.failover.evidence;

import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.Manifest.Asked;
import dev.failover.evidence.Manifest.Kept;
import dev.failover.evidence.Manifest.Link;
import dev.failover.internal.storage.Disk;
import dev.failover.internal.storage.FileHash;
import dev.failover.internal.storage.FileTree;
import dev.failover.internal.storage.ImitatedMachine;
import dev.failover.internal.storage.RealDisk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with the evidence of each incident in a directory of its own: the items, and {@code manifest.json} about them, which is
 * written anew, whole, whenever a collector ends. Each manifest names the hash of the one that ended before it.
 *
 * <p>One process adds; any may read beside it. Thread-safe.
 */
public final class EvidenceStore {
    private static final Logger logger = LoggerFactory.getLogger(EvidenceStore.class);
    private static final String MANIFEST = "manifest.json";
    private static final String UNFINISHED = MANIFEST + ".new";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*-\\d+");
    private static final int MOST_MANIFEST_BYTES = 8 << 20;
    /** Bytes that a disk keeps for others, the journal above all. */
    public static final long LEFT_FREE = 256L << 20;

    private final Path directory;
    private final Keep keep;
    private final InstantSource clock;
    private final FileTree disk;

    /**
     * @param directory made when it is first needed
     * @param clock of the machine whose directory it is
     */
    public EvidenceStore(Path directory, Keep keep, InstantSource clock) {
        this.directory = directory.toAbsolutePath().normalize();
        this.keep = keep;
        this.clock = clock;
        this.disk = clock instanceof ImitatedMachine machine ? machine.disk() : new RealDisk();
    }

    /**
     * How much stays; the oldest goes first, when the next collection begins.
     *
     * @param incidents so many at most; at least 1
     * @param age no older than this; more than zero
     * @param bytes of all together, at most; 1 MiB or more
     */
    public record Keep(int incidents, Duration age, long bytes) {
        private static final long LEAST = 1L << 20;

        /** @throws IllegalArgumentException naming everything that is out of range */
        public Keep {
            new Problems()
                    .unless(incidents >= 1, "incidents", "must be 1 or more")
                    .positive(age, "age")
                    .unless(bytes >= LEAST, "bytes", "must be 1 MiB or more")
                    .throwAsArgument();
        }

        /** 20 incidents, a year, 2 GiB. */
        public static Keep defaults() {
            return new Keep(20, Duration.ofDays(365), 2L << 30);
        }
    }

    /** Where the evidence of an incident is, if there is some. */
    public Path directoryOf(String id) {
        if (!ID.matcher(id).matches()) {
            throw new RejectedException("\"%s\" names no incident; one is named like www-7".formatted(Excerpt.of(id)));
        }
        return directory.resolve(id);
    }

    /** The incidents of which there is something, in the order of their names. */
    public List<String> ids() {
        try {
            List<String> ids = new ArrayList<>();
            for (String name : disk.names(directory)) {
                if (ID.matcher(name).matches() && disk.isDirectory(directory.resolve(name))) {
                    ids.add(name);
                }
            }
            ids.sort(Comparator.naturalOrder());
            return ids;
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    /**
     * The manifest of an incident.
     *
     * @throws RejectedException if there is one that can't be read
     */
    public Optional<Manifest> find(String id) {
        Path file = directoryOf(id).resolve(MANIFEST);
        try {
            if (disk.size(file) > MOST_MANIFEST_BYTES) {
                throw new RejectedException(file + " is larger than any manifest: look at who wrote it");
            }
            return Optional.of(ManifestFormat.read(disk.read(file), file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** All manifests that can be read, the latest incident first. */
    public List<Manifest> list() {
        List<Manifest> found = new ArrayList<>();
        for (String id : ids()) {
            try {
                find(id).ifPresent(found::add);
            } catch (RejectedException e) {
                logger.warn("{}", e.getMessage());
            }
        }
        found.sort(Comparator.comparing(Manifest::began).reversed());
        return found;
    }

    private static RejectedException unreadable(Path path, IOException e) {
        return new RejectedException(path + " can't be read: " + e, e);
    }

    /** The hash of a manifest's file, in lower-case hexadecimal; empty if there is none. */
    public Optional<String> sha256(String id) throws InterruptedException {
        Path file = directoryOf(id).resolve(MANIFEST);
        try {
            return FileHash.of(disk, file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Ends what was cut short with the process that collected it; to be called before the first collection. */
    public synchronized void endInterrupted() throws InterruptedException {
        List<Manifest> open =
                list().stream().filter(manifest -> manifest.ended().isEmpty()).toList();
        for (Manifest manifest : open) {
            end(manifest);
        }
    }

    /** Makes room, and a directory for an incident. */
    synchronized Ongoing begin(
            Incident incident, List<Asked> collectors, Optional<JournalLink> journal, long mostBytes) {
        Path place = directoryOf(incident.id());
        try {
            disk.makeDirectory(directory);
            prune(incident.id());
            if (disk.names(directory).contains(incident.id())) {
                throw new ConflictException("There is evidence of %s already, in %s".formatted(incident.id(), place));
            }
            long free = disk.usable(directory) - LEFT_FREE;
            if (free <= 0) {
                throw new UnavailableException(
                        "%s has no room for evidence: 256 MiB of its disk stay free for others".formatted(directory));
            }
            disk.makeDirectory(place);
            disk.syncDirectory(directory);
            Manifest manifest = new Manifest(
                    0, incident, clock.instant(), Optional.empty(), journal, Optional.empty(), collectors, List.of());
            write(manifest);
            return new Ongoing(manifest, new Room(Math.min(free, mostBytes)));
        } catch (IOException e) {
            throw new UnavailableException("%s can't be written to: %s".formatted(directory, e), e);
        }
    }

    private void write(Manifest manifest) throws IOException {
        Path place = directoryOf(manifest.incident().id());
        byte[] bytes = ManifestFormat.write(manifest);
        try (Disk.File file = disk.open(place.resolve(UNFINISHED))) {
            file.truncate(0);
            file.writeFully(bytes, 0);
            file.sync();
        }
        disk.replace(place.resolve(UNFINISHED), place.resolve(MANIFEST));
        disk.syncDirectory(place);
    }

    private synchronized Manifest end(Manifest manifest) throws InterruptedException {
        Optional<Manifest> latest = list().stream()
                .filter(other -> other.ended().isPresent())
                .max(Comparator.comparingLong(Manifest::number));
        Optional<Link> previous = Optional.empty();
        if (latest.isPresent()) {
            String id = latest.get().incident().id();
            previous = sha256(id).map(hash -> new Link(id, hash));
        }
        Manifest ended = manifest.ended(latest.map(Manifest::number).orElse(0L) + 1, clock.instant(), previous);
        try {
            write(ended);
        } catch (IOException e) {
            throw new UnavailableException(
                    "The manifest of %s can't be written: %s"
                            .formatted(manifest.incident().id(), e),
                    e);
        }
        return ended;
    }

    /** An incident that is about to be collected goes on with one fewer before it. */
    private void prune(String about) {
        Instant oldest = clock.instant().minus(keep.age());
        int count = 0;
        long bytes = 0;
        for (Manifest manifest : list()) {
            count++;
            bytes += manifest.bytes();
            boolean stays = count < keep.incidents()
                    && bytes <= keep.bytes()
                    && !manifest.began().isBefore(oldest);
            String id = manifest.incident().id();
            if (!stays && manifest.ended().isPresent() && !id.equals(about)) {
                delete(id);
            }
        }
    }

    private void delete(String id) {
        Path place = directoryOf(id);
        try {
            for (String name : disk.names(place)) {
                disk.delete(place.resolve(name));
            }
            disk.delete(place);
            logger.info("The evidence of {} was kept for as long as was asked for, and is gone", id);
        } catch (IOException e) {
            logger.warn("{} can't be removed: {}", place, e.toString());
        }
    }

    /**
     * Holds what is kept of an incident against its manifest, and that against its neighbours in the chain and the journal.
     *
     * @param journal the hash of the journal's entry of that number; empty if it is not kept any more
     * @return an error for whatever was changed, a warning for what can't be told any more
     */
    public List<Finding> verify(String id, LongFunction<Optional<String>> journal) throws InterruptedException {
        Manifest manifest;
        try {
            Optional<Manifest> found = find(id);
            if (found.isEmpty()) {
                return List.of(Finding.error(id, "has no manifest"));
            }
            manifest = found.get();
        } catch (RejectedException e) {
            return List.of(Finding.error(id, String.valueOf(e.getMessage())));
        }
        List<Finding> findings = new ArrayList<>();
        for (Kept item : manifest.items()) {
            findings.add(verify(directoryOf(id), item));
        }
        findings.addAll(strangers(directoryOf(id), manifest));
        findings.add(verifyJournal(manifest, journal));
        findings.addAll(verifyChain(id, manifest));
        if (manifest.ended().isEmpty()) {
            findings.add(Finding.warning(id, "has not ended, or was cut short: its manifest may yet change"));
        }
        return findings;
    }

    private Finding verify(Path place, Kept item) throws InterruptedException {
        Path file = place.resolve(item.file());
        try {
            if (item.sha256().isEmpty()) {
                return Finding.warning(item.file(), "could not be kept when it was collected");
            }
            if (!place.equals(file.getParent()) || !disk.isFile(file)) {
                return Finding.error(item.file(), "is gone");
            }
            boolean same =
                    disk.size(file) == item.bytes() && FileHash.of(disk, file).equals(Optional.of(item.sha256()));
            return same
                    ? Finding.ok(item.file(), "is as it was")
                    : Finding.error(item.file(), "was changed: it is not what the manifest says");
        } catch (IOException e) {
            return Finding.error(item.file(), "can't be read: " + Excerpt.of(e.toString()));
        }
    }

    private List<Finding> strangers(Path place, Manifest manifest) {
        Set<String> known = manifest.items().stream().map(Kept::file).collect(Collectors.toCollection(TreeSet::new));
        known.add(MANIFEST);
        try {
            return disk.names(place).stream()
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .map(name -> Finding.warning(Excerpt.of(name), "is not in the manifest"))
                    .toList();
        } catch (IOException e) {
            return List.of(Finding.error(place.toString(), "can't be read: " + Excerpt.of(e.toString())));
        }
    }

    private static Finding verifyJournal(Manifest manifest, LongFunction<Optional<String>> journal) {
        if (manifest.journal().isEmpty()) {
            return Finding.warning("journal", "the manifest names no entry of it");
        }
        JournalLink link = manifest.journal().get();
        Optional<String> hash = journal.apply(link.sequence());
        if (hash.isEmpty()) {
            return Finding.warning("journal", "entry %s is not kept any more".formatted(link.sequence()));
        }
        return hash.get().equals(link.sha256())
                ? Finding.ok("journal", "entry %s says what it said".formatted(link.sequence()))
                : Finding.error("journal", "entry %s says something else than it did".formatted(link.sequence()));
    }

    private List<Finding> verifyChain(String id, Manifest manifest) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (manifest.previous().isPresent()) {
            findings.add(verifyLink(manifest.previous().get(), "the one before"));
        }
        for (Manifest next : list()) {
            Optional<Link> link =
                    next.previous().filter(previous -> previous.id().equals(id));
            if (link.isPresent()) {
                findings.add(verifyLink(
                        link.get(), "manifest, by that of " + next.incident().id()));
            }
        }
        return findings;
    }

    private Finding verifyLink(Link link, String which) throws InterruptedException {
        Optional<String> hash = sha256(link.id());
        if (hash.isEmpty()) {
            return Finding.warning(which, link.id() + " is not kept any more");
        }
        return hash.get().equals(link.sha256())
                ? Finding.ok(which, link.id() + " is as it was")
                : Finding.error(which, link.id() + " was changed after it had ended");
    }

    /** An incident that is being collected. Thread-safe. */
    final class Ongoing {
        private final Room room;
        private Manifest manifest;

        private Ongoing(Manifest manifest, Room room) {
            this.manifest = manifest;
            this.room = room;
        }

        CollectorSink sink(String collector, Redaction redaction, long mostBytes) {
            return new CollectorSink(
                    collector, directoryOf(manifest.incident().id()), disk, redaction, mostBytes, room, clock);
        }

        /** Writes down what came of a collector. */
        synchronized void add(Asked asked, List<Kept> brought) {
            manifest = manifest.with(asked, brought);
            try {
                write(manifest);
            } catch (IOException e) {
                throw new UnavailableException(
                        "The manifest of %s can't be written: %s"
                                .formatted(manifest.incident().id(), e),
                        e);
            }
        }

        /** Ends it: nothing is added any more. */
        synchronized Manifest end() throws InterruptedException {
            manifest = EvidenceStore.this.end(manifest);
            return manifest;
        }
    }
}
