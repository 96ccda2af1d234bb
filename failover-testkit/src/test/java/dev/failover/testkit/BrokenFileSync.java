package dev.failover.testkit;

import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.FileTree.Entry;
import dev.failover.testkit.LocalFileSync.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** File syncs with one fault each, and the sentence that must go red. */
enum BrokenFileSync {
    WRITES_IN_PLACE(
            "No file is ever seen half-written under its final name",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    copy(path, to);
                    setMode(to, entry);
                    setModified(to, entry);
                }
            },
            false,
            "An interrupted run",
            "A run that is out of time",
            "Modes of files",
            "A sync is thread-safe",
            "Symbolic links"),
    LEAVES_TEMPORARY_FILES(
            "The target is made equal to the source: files, directories, empty ones too",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    super.sendFile(path, to, entry);
                    Files.writeString(to.resolveSibling(".tmp"), "left behind");
                }
            },
            true),
    SKIPS_EMPTY_DIRECTORIES(
            "The target is made equal to the source: files, directories, empty ones too",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void putDirectory(Path path, Path to) throws IOException {
                    try (var below = Files.list(request.source().resolve(path))) {
                        if (below.findAny().isPresent()) {
                            super.putDirectory(path, to);
                        }
                    }
                }

                @Override
                void setMode(Path path, Entry entry) throws IOException {
                    if (Files.exists(path)) {
                        super.setMode(path, entry);
                    }
                }
            },
            true),
    NEVER_DELETES(
            "What is gone from the source is deleted from the target",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                SortedSet<Path> surplus(SortedMap<Path, Entry> wanted, SortedMap<Path, Entry> present)
                        throws IOException {
                    SortedSet<Path> surplus = super.surplus(wanted, present);
                    surplus.retainAll(wanted.keySet());
                    return surplus;
                }
            },
            true),
    COMPARES_SIZES_ONLY(
            "A file of the same size with another time is sent",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isToSend(Entry wanted, @Nullable Entry present) {
                    return present == null || present.kind() != FileTree.Kind.FILE || present.size() != wanted.size();
                }
            },
            false,
            "No file is ever seen",
            "What is added",
            "A run over named paths"),
    FORGETS_MODES(
            "Modes of files and directories are kept, and follow when nothing else changes",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void setMode(Path path, Entry entry) {}
            },
            false),
    FORGETS_TIMES(
            "Modification times are kept",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void setModified(Path path, Entry entry) {}
            },
            true),
    FOLLOWS_LINKS(
            "Symbolic links are kept as they are, dangling and absolute ones too, and never followed",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void putLink(Path path, Path to, Entry entry, Optional<Entry> present) throws IOException {
                    Path source = request.source().resolve(path);
                    if (Files.isRegularFile(source)) {
                        Files.copy(source, to, StandardCopyOption.REPLACE_EXISTING);
                    } else {
                        super.putLink(path, to, entry, present);
                    }
                }
            },
            false,
            "A second run"),
    STUMBLES_OVER_LINE_BREAKS(
            "Any name is kept: with line breaks, quotes, wildcards, leading dashes, of 255 bytes",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    super.sendFile(
                            path, to.resolveSibling(to.getFileName().toString().replace('\n', ' ')), entry);
                }
            },
            false),
    DECOMPOSES_NAMES(
            "Names outside ASCII are kept byte by byte, composed and decomposed",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    String name =
                            java.text.Normalizer.normalize(to.getFileName().toString(), java.text.Normalizer.Form.NFD);
                    super.sendFile(path, to.resolveSibling(name), entry);
                }
            },
            false),
    SENDS_EVERYTHING_AGAIN(
            "A second run over an unchanged source sends nothing and deletes nothing",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isToSend(Entry wanted, @Nullable Entry present) {
                    return true;
                }
            },
            false,
            "The report says"),
    MIRRORS_ALL_WHEN_ASKED_FOR_SOME(
            "A run over named paths mirrors these, deletes those of them that are gone, and touches no other",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                Set<Path> scopes() {
                    return Set.of(Path.of(""));
                }
            },
            false),
    KEEPS_NAMED_PATHS_THAT_ARE_GONE(
            "A run over named paths mirrors these, deletes those of them that are gone, and touches no other",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                SortedSet<Path> surplus(SortedMap<Path, Entry> wanted, SortedMap<Path, Entry> present)
                        throws IOException {
                    return request.paths().isPresent() ? new TreeSet<>() : super.surplus(wanted, present);
                }
            },
            false,
            "Any name is kept",
            "With more to delete",
            "Symbolic links"),
    REACHES_THROUGH_LINKS(
            "Symbolic links are kept as they are, dangling and absolute ones too, and never followed",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                SortedSet<Path> surplus(SortedMap<Path, Entry> wanted, SortedMap<Path, Entry> present)
                        throws IOException {
                    SortedSet<Path> surplus = super.surplus(wanted, present);
                    surplus.removeIf(path ->
                            Files.isSymbolicLink(target.resolve(path)) && Files.isDirectory(target.resolve(path)));
                    return surplus;
                }
            },
            false),
    CALLS_A_PART_COMPLETE(
            "A report is complete only if everything was requested",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isComplete(boolean everythingMirrored) {
                    return true;
                }
            },
            false),
    DELETES_AS_MANY_AS_IT_MAY(
            "With more to delete than may be, nothing is deleted and the run is rejected",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void limitDeletions(SortedSet<Path> surplus) {
                    if (surplus.size() > request.maxDeletes()) {
                        Iterator<Path> deepest = new TreeSet<>(surplus).descendingIterator();
                        try {
                            for (int i = 0; i < request.maxDeletes(); i++) {
                                delete(deepest.next());
                            }
                        } catch (IOException e) {
                            throw new UnavailableException("can't delete", e);
                        }
                    }
                    super.limitDeletions(surplus);
                }
            },
            false),
    TAKES_A_MISSING_SOURCE_FOR_EMPTY(
            "A source that is not there deletes nothing",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void requireSource() {}
            },
            false),
    SWALLOWS_THE_INTERRUPT(
            "An interrupted run stops within seconds with an InterruptedException, and the next one makes it good",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public MirrorReport mirror(MirrorRequest request, MirrorListener listener) {
                    try {
                        return super.mirror(request, listener);
                    } catch (InterruptedException e) {
                        throw new UnavailableException("interrupted", e);
                    }
                }
            }),
    IGNORES_THE_TIMEOUT(
            "A run that is out of time stops, unavailable, and the next one makes it good",
            (target, request, listener) -> new LocalMirror(
                    target,
                    new MirrorRequest(
                            request.source(),
                            request.paths(),
                            request.exclusions(),
                            request.maxDeletes(),
                            request.versions(),
                            Duration.ofMinutes(1)),
                    listener),
            false);

    final Flaw<Function<Path, FileSync>> flaw;

    BrokenFileSync(String sentence, Runs runs, boolean wide, String... also) {
        flaw = new Flaw<>(sentence, wide, Set.of(also), target -> LocalFileSync.into(target, runs));
    }

    BrokenFileSync(String sentence, Function<Path, FileSync> sync) {
        flaw = new Flaw<>(sentence, false, Set.of(), sync);
    }
}
