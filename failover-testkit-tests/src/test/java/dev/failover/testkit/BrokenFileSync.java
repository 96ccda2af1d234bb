package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.testkit.FileTree.Entry;
import dev.failover.testkit.LocalFileSync.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
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
            "Symbolic links",
            "Runs over named paths keep",
            "What a run replaces",
            "Without versions",
            "Of a path",
            "Versions older",
            "While versions",
            "The last version of a deleted file",
            "What reading back"),
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
            "A run over named paths",
            "While versions",
            "Reading back leaves"),
    COMPARES_WHAT_IS_NAMED_BY_TIME_ONLY(
            "A file that is named is sent although its size and its time are the target's",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isKnownToHaveChanged(Path path) {
                    return false;
                }
            },
            false,
            "A stretch that",
            "Reading back leaves",
            "What reading back",
            "What silently"),
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
            "A second run",
            "What a run replaces",
            "Reading back leaves"),
    STUMBLES_OVER_LINE_BREAKS(
            "Any name is kept: with line breaks, quotes, wildcards, leading dashes, of 255 bytes",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    super.sendFile(
                            path, to.resolveSibling(to.getFileName().toString().replace('\n', ' ')), entry);
                }
            },
            false,
            "What silently"),
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
            "The report says",
            "Runs over named paths keep",
            "What a run replaces",
            "Without versions",
            "What is reserved",
            "The last version of a deleted file",
            "A file that is named",
            "Reading back leaves",
            "What silently"),
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
            "Symbolic links",
            "Runs over named paths keep",
            "The last version of a deleted file"),
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
            false,
            "A pattern with a slash at its end"),
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
    TELLS_NO_PROGRESS(
            "Whoever listens is told of progress, of a scan that had begun before",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
                    return super.mirror(request, MirrorListener.NONE);
                }
            },
            "A run that waits"),
    DATES_THE_SCAN_AT_ITS_END(
            "Whoever listens is told of progress, of a scan that had begun before",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
                    MirrorReport report = super.mirror(request, listener);
                    return new MirrorReport(
                            Instant.now(),
                            report.complete(),
                            report.files(),
                            report.bytes(),
                            report.transferredFiles(),
                            report.transferredBytes(),
                            report.deleted(),
                            report.took());
                }
            }),
    WAITS_FOR_OTHERS_WITHOUT_END(
            "A run that waits for another heeds its own timeout, and an interruption",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public synchronized MirrorReport mirror(MirrorRequest request, MirrorListener listener)
                        throws InterruptedException {
                    return super.mirror(request, listener);
                }
            }),
    LEAKS_IN_A_MESSAGE(
            "No secret shows in a message, a cause, toString() or what is printed",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public MirrorReport mirror(MirrorRequest request, MirrorListener listener) throws InterruptedException {
                    try {
                        return super.mirror(request, listener);
                    } catch (RejectedException e) {
                        throw new RejectedException("logged in with " + FileSyncContractTest.TOKEN, e);
                    }
                }
            }),
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
            },
            "A run that waits"),
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
            false),
    MIRRORS_WHAT_IS_RESERVED(
            "What is reserved is not mirrored from the source, and neither replaced nor deleted in the target",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isReserved(Path path) {
                    return false;
                }
            },
            true),
    RESERVES_THE_NAME_EVERYWHERE(
            "What is reserved is not mirrored from the source, and neither replaced nor deleted in the target",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isReserved(Path path) {
                    return path.toString().contains(FileSync.RESERVED);
                }
            },
            false),
    SENDS_WHAT_IS_EXCLUDED(
            "What is excluded is not sent, at any depth, and not counted; neither when it is named",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isExcluded(Path path, boolean directory) {
                    return super.isExcluded(path, directory) && Files.exists(target.resolve(path));
                }
            },
            true),
    SENDS_WHAT_IS_EXCLUDED_WHEN_IT_IS_NAMED(
            "What is excluded is not sent, at any depth, and not counted; neither when it is named",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isExcluded(Path path, boolean directory) {
                    return super.isExcluded(path, directory)
                            && !request.paths()
                                    .map(named -> named.contains(path))
                                    .orElse(false);
                }
            },
            false,
            "What is excluded is not deleted"),
    DELETES_WHAT_IS_EXCLUDED(
            "What is excluded is not deleted, whether the source has it or not",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isExcluded(Path path, boolean directory) {
                    return super.isExcluded(path, directory)
                            && Files.exists(request.source().resolve(path));
                }
            },
            false,
            "A pattern with a slash"),
    EXCLUDES_FILES_AS_DIRECTORIES(
            "A pattern with a slash at its end excludes directories only, with all below them",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isExcluded(Path path, boolean directory) {
                    return super.isExcluded(path, true);
                }
            },
            false),
    IGNORES_ANCHORS(
            "A pattern with a slash at its start excludes at the root only; * stays within a name, ** does not",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                boolean isExcluded(Path path, boolean directory) {
                    return super.isExcluded(path, directory)
                            || super.isExcluded(path.subpath(path.getNameCount() - 1, path.getNameCount()), directory);
                }
            },
            false),
    KEEPS_NO_VERSIONS(
            "What a run replaces or deletes is kept under the time of its start, at the path it had",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        void keep(Path path) {}
                    };
                }
            },
            true),
    KEEPS_NO_VERSIONS_OF_PARTS(
            "Runs over named paths keep versions too; runs that replaced and deleted nothing make none",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        void keep(Path path) throws IOException {
                            if (request.paths().isEmpty()) {
                                super.keep(path);
                            }
                        }
                    };
                }
            },
            false,
            "The last version of a deleted file",
            "What reading back"),
    KEEPS_EMPTY_VERSIONS(
            "Runs over named paths keep versions too; runs that replaced and deleted nothing make none",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    try {
                        Files.createDirectories(target.resolve(".failover/versions/" + scanStarted.plusMillis(1)));
                    } catch (IOException e) {
                        throw new UnavailableException("can't keep versions", e);
                    }
                    return super.versions(kept, scanStarted);
                }
            },
            true),
    KEEPS_VERSIONS_FLAT(
            "What a run replaces or deletes is kept under the time of its start, at the path it had",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        Path place(Path path) throws IOException {
                            return super.place(path.getFileName());
                        }
                    };
                }
            },
            false,
            "The last version of a deleted file",
            "What reading back"),
    KEEPS_TOO_MANY_VERSIONS(
            "Of a path the newest versions are kept, as many as asked for, and its oldest; what lies close between goes",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        Versions rule() {
                            return new Versions(versions.count() + 1, versions.age());
                        }
                    };
                }
            },
            false,
            "The last version of a deleted file"),
    COUNTS_VERSIONS_BY_RUNS(
            "The last version of a deleted file is kept, however many runs follow, over everything or named paths",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        void prune() throws IOException {
                            super.prune();
                            Path all = target.resolve(Versions.DIRECTORY);
                            if (Files.isDirectory(all)) {
                                try (var runs = Files.list(all)) {
                                    List<Path> oldestFirst = runs.sorted().toList();
                                    for (Path run : oldestFirst.subList(
                                            0, Math.max(0, oldestFirst.size() - versions.count()))) {
                                        FileSyncRules.delete(run);
                                    }
                                }
                            }
                        }
                    };
                }
            },
            true),
    KEEPS_VERSIONS_TOO_LONG(
            "Versions older than asked for are deleted, and that does not count as a deletion",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                LocalVersions versions(Versions kept, Instant scanStarted) {
                    return new LocalVersions(target, kept, scanStarted) {
                        @Override
                        Versions rule() {
                            return new Versions(versions.count(), Duration.ofDays(36_500));
                        }
                    };
                }
            },
            false),
    PUTS_VERSIONS_ASIDE_FIRST(
            "While versions are kept too, a file that is replaced is never missing nor half-written",
            (target, request, listener) -> new LocalMirror(target, request, listener) {
                @Override
                void sendFile(Path path, Path to, Entry entry) throws IOException, InterruptedException {
                    if (request.versions().isPresent() && Files.exists(to)) {
                        keep(path);
                        Files.delete(to);
                        longEnoughToBeSeen();
                    }
                    super.sendFile(path, to, entry);
                }
            },
            false),
    TRIMS_NOTES(
            "A note is read as it was written last, whatever it holds, up to 64 KiB; each under its own name",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
                    return super.readNote(name, timeout).map(String::stripTrailing);
                }
            }),
    HAS_ONE_NOTE(
            "A note is read as it was written last, whatever it holds, up to 64 KiB; each under its own name",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
                    return super.readNote("note", timeout);
                }

                @Override
                public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
                    super.writeNote("note", content, timeout);
                }
            },
            "A note can be written before",
            "A note has a name",
            "What is reserved"),
    INVENTS_NOTES(
            "A note that was not written is not there, neither in a target nor without one",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
                    return Optional.of(super.readNote(name, timeout).orElse(""));
                }
            }),
    WANTS_A_TARGET_FOR_NOTES(
            "A note can be written before there is a target, and is kept in the reserved directory",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
                    if (Files.exists(target)) {
                        super.writeNote(name, content, timeout);
                    } else {
                        FileSync.requireNoteName(name);
                        FileSync.requireNoteContent(content);
                        throw new UnavailableException("there is no target yet");
                    }
                }
            },
            "A note ",
            "What is in a note's place"),
    TAKES_NO_NOTE_FOR_AN_ABSENT_ONE(
            "What is in a note's place and is no small file is a RejectedException, and is not waited for",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
                    try {
                        return super.readNote(name, timeout);
                    } catch (RejectedException e) {
                        return Optional.empty();
                    }
                }
            }),
    TAKES_ANY_NAME_FOR_A_NOTE(
            "A note has a name of letters, digits and hyphens, and at most 64 KiB",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Optional<String> readNote(String name, Duration timeout) throws InterruptedException {
                    return name.equals("a.b") ? Optional.empty() : super.readNote(name, timeout);
                }
            }),
    TAKES_ANY_SIZE_OF_A_NOTE(
            "A note has a name of letters, digits and hyphens, and at most 64 KiB",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
                    String cut = content.length() == 32 * 1024 + 1 ? content.substring(1) : content;
                    super.writeNote(name, cut, timeout);
                }
            }),
    WRITES_NOTES_IN_PLACE(
            "A note is replaced as a whole: who reads it sees the old or the new",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void writeNote(String name, String content, Duration timeout) throws InterruptedException {
                    super.writeNote(name, content.substring(0, content.length() / 2), timeout);
                    longEnoughToBeSeen();
                    super.writeNote(name, content, timeout);
                }
            },
            "A note has a name"),
    TAKES_A_FAILED_COMMAND_FOR_DONE(
            "A command that ends with another status than 0, or is not there, is rejected with what it said",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void execute(List<String> command, Duration timeout) throws InterruptedException {
                    try {
                        super.execute(command, timeout);
                    } catch (RejectedException e) {
                        // Nobody is told.
                    }
                }
            }),
    PASSES_COMMANDS_THROUGH_A_SHELL(
            "A command is run on the target's host, each argument as it is, and waited for",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void execute(List<String> command, Duration timeout) throws InterruptedException {
                    String quoted = command.stream()
                            .map(argument -> '"' + argument.replace("\"", "\\\"") + '"')
                            .collect(Collectors.joining(" "));
                    super.execute(List.of("/bin/sh", "-c", quoted), timeout);
                }
            },
            "A command that ends"),
    DOES_NOT_WAIT_FOR_COMMANDS(
            "A command is run on the target's host, each argument as it is, and waited for",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void execute(List<String> command, Duration timeout) {
                    BackgroundCall.start(() -> {
                        super.execute(command, timeout);
                        return true;
                    });
                }
            },
            "A command that"),
    WAITS_FOR_COMMANDS_FOR_EVER(
            "A command that is out of time is an UnavailableException, an interrupted one an InterruptedException",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public void execute(List<String> command, Duration timeout) throws InterruptedException {
                    super.execute(command, Duration.ofMinutes(1));
                }
            }),
    VERIFIES_BY_SIZE_AND_TIME(
            Verified.FOUND,
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) {
                    return Set.of();
                }
            },
            Verified.ALL),
    FINDS_AND_DOES_NOT_HEAL(
            Verified.FOUND,
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    return new LocalVerification(target, request, stretch).damaged();
                }
            },
            Verified.ALL),
    HEALS_WHAT_IS_WELL(
            Verified.FOUND,
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    super.verify(request, stretch);
                    return request.paths().orElseThrow();
                }
            },
            Verified.ALL),
    HEALS_WITHOUT_VERSIONS(
            "What reading back replaces is kept as a version, if that is asked for",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    return super.verify(
                            MirrorRequest.everything(request.source(), 0, request.timeout())
                                    .only(request.paths().orElseThrow()),
                            stretch);
                }
            }),
    COMPARES_MORE_THAN_THE_STRETCH(
            "A stretch that is compared is the one that was asked for",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    return super.verify(request, FileSync.Stretch.ALL);
                }
            }),
    MIRRORS_INSTEAD_OF_VERIFYING(
            "Reading back leaves to runs what differs in size or time, what is missing, and what is no file",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    Set<Path> healed = super.verify(request, stretch);
                    mirror(request, MirrorListener.NONE);
                    return healed;
                }
            },
            Verified.ALL),
    VERIFIES_FOR_EVER(
            "Reading back that is out of time is an UnavailableException, an interrupted one an InterruptedException",
            target -> new WrappedFileSync(LocalFileSync.into(target)) {
                @Override
                public Set<Path> verify(MirrorRequest request, FileSync.Stretch stretch) throws InterruptedException {
                    MirrorRequest patient = MirrorRequest.everything(request.source(), 0, Duration.ofMinutes(1))
                            .only(request.paths().orElseThrow());
                    return super.verify(request.versions().map(patient::keeping).orElse(patient), stretch);
                }
            });

    /** Sentences that several of these break. */
    private static final class Verified {
        static final String FOUND =
                "What silently became another at the target is found by reading it back and sent again, and nothing else";
        static final String[] ALL = {"What reading back", "A stretch that", "Reading back"};
    }

    final Flaw<Function<Path, FileSync>> flaw;

    /** Whether it is what is kept besides the tree that is wrong, so that the tests of that suffice to find it. */
    boolean isOfKeeping() {
        return compareTo(MIRRORS_WHAT_IS_RESERVED) >= 0;
    }

    BrokenFileSync(String sentence, Runs runs, boolean wide, String... also) {
        flaw = new Flaw<>(sentence, wide, Set.of(also), target -> LocalFileSync.into(target, runs));
    }

    BrokenFileSync(String sentence, Function<Path, FileSync> sync, String... also) {
        flaw = new Flaw<>(sentence, false, Set.of(also), sync);
    }

    /** What is wrong for a moment only must be so for long enough that a reader is sure to look meanwhile. */
    private static void longEnoughToBeSeen() {
        long end = System.nanoTime() + Duration.ofMillis(50).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
