package dev.failover.rsync;

import dev.failover.component.RejectedException;
import dev.failover.component.Remedy;
import dev.failover.internal.process.Command;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorListener.Progress;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.sync.Versions;
import dev.failover.time.Deadline;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One run. rsync alone would delete up to a limit and then stop; here it is all or nothing. So a first pass sends everything and
 * may delete nothing, and says how much it would have. Only if there is something, and not too much, a second pass deletes it: what stays
 * as it is, the usual case, costs one pass. A run over everything makes another pass, up to three, as long as files vanish or are written
 * while they are sent. For one use.
 */
final class MirrorRun {
    private static final int MOST_PASSES = 3;

    private final Rsync rsync;
    private final MirrorRequest request;
    private final MirrorListener listener;
    private final Deadline deadline;
    private final Instant began;
    private final long beganNanos;

    private long deleted;
    private long sentFiles;
    private long sentBytes;
    private boolean keeps;
    private boolean byContent;
    private Optional<Look> look = Optional.empty();

    MirrorRun(Rsync rsync, MirrorRequest request, MirrorListener listener, Deadline deadline) {
        this.rsync = rsync;
        this.request = request;
        this.listener = listener;
        this.deadline = deadline;
        this.began = rsync.time().instant().truncatedTo(ChronoUnit.MILLIS);
        this.beganNanos = rsync.time().nanoTime();
    }

    /** All files that are named are compared by content, whatever their times say. */
    MirrorRun byContent() {
        byContent = true;
        return this;
    }

    /** How a pass ended, and what there is to delete after it. */
    private record Pass(int status, Statistics statistics, long leastToDelete, long mostToDelete, TornFiles torn) {
        /** Whether it was to make all there is, and has. */
        boolean madeAll() {
            return leastToDelete == 0 && unsettled().isEmpty() && statistics.allCreated();
        }

        /** What changed under it; empty if nothing did. */
        Optional<String> unsettled() {
            if (!torn.isEmpty()) {
                return Optional.of(torn + " changed while being sent");
            }
            return status == RsyncFailure.VANISHED
                    ? Optional.of("files vanished while they were to be sent")
                    : Optional.empty();
        }
    }

    MirrorReport make() throws InterruptedException {
        requireSource();
        Optional<SortedSet<Path>> named = named();
        if (named.isPresent() && named.get().isEmpty()) {
            return new MirrorReport(began, false, 0, 0, 0, 0, 0, took());
        }
        Pass last = passes(named);
        keepVersions(named.isEmpty());
        boolean everything = request.paths().isEmpty();
        if (named.isEmpty()) {
            rsync.expectNoDifference(sentFiles == 0 && deleted == 0);
        }
        listener.onProgress(new Progress(sentFiles, sentBytes, sentFiles, sentBytes));
        return new MirrorReport(
                began,
                everything && last.unsettled().isEmpty(),
                last.statistics().files(),
                last.statistics().bytes(),
                sentFiles,
                sentBytes,
                deleted,
                took(),
                everything ? last.unsettled() : Optional.empty());
    }

    private Pass passes(Optional<SortedSet<Path>> named) throws InterruptedException {
        boolean empty = rsync.root().begin();
        List<String> tree = what(named, sendByContent(named));
        boolean together = true;
        int passes = 1;
        if (named.isEmpty() && empty) {
            Pass first = pass(making(tree), 0);
            if (first.madeAll()) {
                return first;
            }
            passes++;
        } else if (named.isEmpty()
                && rsync.expectsNoDifference()
                && !rsync.options().checksum()) {
            Look found = Look.of(rsync, tree, deadline);
            if (found.findsNoDifference()) {
                return new Pass(0, found.statistics(), 0, 0, new TornFiles(request.source()));
            }
            together = !found.findsNothing() || found.findsLarge();
            look = Optional.of(found).filter(each -> !each.findsLarge());
        }
        List<String> what = changing(tree, together);
        int most = named.isPresent() ? 1 : MOST_PASSES;
        boolean counted = false;
        long allowed = 0;
        for (; ; passes++) {
            Pass pass = pass(what, Math.max(0, allowed - deleted));
            if (pass.leastToDelete() > 0 && counted) {
                throw new RejectedException(
                        "While " + rsync.destination() + " was mirrored, more came to be deleted than the "
                                + request.maxDeletes() + " that a run may delete; " + deleted
                                + " were deleted. Look at the source, then mirror again",
                        Remedy.ALLOW_DELETIONS);
            }
            if (pass.leastToDelete() > 0) {
                allowed = toDelete(what, pass);
                counted = true;
                passes--;
            } else if (pass.unsettled().isEmpty() || passes >= most) {
                return pass;
            }
        }
    }

    /**
     * Sends those of the named paths first that are to be compared by content, if they are not all.
     *
     * @return whether they are all
     */
    private boolean sendByContent(Optional<SortedSet<Path>> named) throws InterruptedException {
        if (byContent || named.isEmpty() || rsync.options().checksum()) {
            return byContent;
        }
        Set<Path> byContent = new SetTimes(
                        request.source(), request.exclusions(), rsync.options().wholeSeconds())
                .among(named.get());
        boolean all = named.get().stream()
                .allMatch(path -> byContent.contains(path)
                        || !Files.exists(request.source().resolve(path), LinkOption.NOFOLLOW_LINKS));
        if (!byContent.isEmpty() && !all) {
            pass(changing(what(Optional.of(new TreeSet<>(byContent)), true), true), 0);
        }
        return !byContent.isEmpty() && all;
    }

    private Duration took() {
        return Duration.ofNanos(rsync.time().nanoTime() - beganNanos);
    }

    private void requireSource() {
        if (!Files.isDirectory(request.source())) {
            throw new RejectedException(
                    "the source " + request.source() + " is not a directory; nothing was mirrored, nor deleted");
        }
        Path source = request.source().toAbsolutePath().normalize();
        Path target = Path.of(rsync.destination().path());
        if (rsync.ssh().isEmpty() && (target.startsWith(source) || source.startsWith(target))) {
            throw new RejectedException(
                    "one of the source " + source + " and the destination " + target + " is within the other");
        }
    }

    /** The paths to look at; empty for everything. */
    private Optional<SortedSet<Path>> named() {
        return request.paths()
                .filter(paths -> paths.stream()
                        .noneMatch(path -> path.normalize().toString().isEmpty()))
                .map(paths -> NamedPaths.of(request, paths));
    }

    /** What is to be mirrored, and where to. */
    private List<String> what(Optional<SortedSet<Path>> named, boolean byContent) {
        List<String> arguments =
                new ArrayList<>(rsync.options().arguments(rsync.ssh().isPresent()));
        if (byContent) {
            arguments.add("--checksum");
        }
        arguments.addAll(List.of("--stats", "--filter=- /" + FileSync.RESERVED));
        request.exclusions().patterns().forEach(pattern -> arguments.add("--filter=- " + pattern));
        // rsync protects this directory, and so never removes what is left of a file that will not come any more.
        arguments.add("--filter=R " + Leftovers.DIRECTORY + "/");
        named.ifPresent(paths -> {
            Path list = rsync.directory().write("paths", NamedPaths.list(request.source(), paths));
            arguments.addAll(List.of("--files-from=" + list, "--from0", "--delete-missing-args"));
        });
        arguments.add(request.source().toAbsolutePath().normalize() + "/");
        arguments.add(rsync.destination().argument("/"));
        return arguments;
    }

    /** How what differs is put in its place: deletions last, and the files together, as a cut run would leave some old and some new. */
    private List<String> changing(List<String> what, boolean together) {
        List<String> arguments = new ArrayList<>(List.of("--delete-delay"));
        if (together) {
            arguments.add("--delay-updates");
        }
        if (request.versions().isPresent()) {
            // As a path of its own, not below the destination: rrsync knows no other than those from its root.
            String kept = rsync.destination().path() + "/" + Versions.DIRECTORY + "/" + Versions.name(began);
            arguments.addAll(List.of("--backup", "--backup-dir=" + kept));
        }
        arguments.addAll(what);
        return arguments;
    }

    /**
     * How a target that holds nothing is filled: each file at once. Should something have come there, it stays for a further pass, as does
     * a file of which it matters how far it has come. What there is to delete is looked for as it goes: to do so at the end takes a round
     * trip more.
     */
    private static List<String> making(List<String> what) {
        List<String> arguments = new ArrayList<>(List.of("--delete", "--ignore-existing", "--max-size=" + Look.LARGE));
        arguments.addAll(what);
        return arguments;
    }

    private Pass pass(List<String> what, long mayDelete) throws InterruptedException {
        PassLines lines = new PassLines(request.source().toAbsolutePath().normalize(), listener, look);
        look = Optional.empty();
        List<String> arguments = new ArrayList<>(List.of("--max-delete=" + mayDelete));
        arguments.addAll(lines.arguments());
        arguments.addAll(what);
        Command.Ended ended = rsync.run(arguments, deadline, lines::read);
        lines.ended();
        keeps |= lines.keeps();
        int status = ended.status();
        boolean explained = status == RsyncFailure.DELETE_LIMIT
                || (status == RsyncFailure.PARTIAL && mayDelete == 0 && Deletions.explain(ended.errors()));
        if (status != 0 && status != RsyncFailure.VANISHED && !explained) {
            if (RsyncFailure.isFull(ended.errors())) {
                sweep();
            }
            throw RsyncFailure.of(status, ended.errors(), rsync.destination());
        }
        Statistics statistics = lines.statistics();
        deleted += statistics.deleted();
        sentFiles += statistics.sentFiles();
        sentBytes += statistics.sentBytes();
        return new Pass(
                status,
                statistics,
                Deletions.atLeast(ended.errors()),
                lines.deletions().atMost(ended.errors()),
                lines.torn());
    }

    /** Removes what was cut short, and nothing else: it may be what fills the disk, and is otherwise removed only after the rest was sent. */
    private void sweep() throws InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("--recursive", "--existing", "--ignore-existing", "--delete-before"));
        arguments.addAll(rsync.options().general());
        arguments.addAll(List.of(
                "--filter=- /" + FileSync.RESERVED,
                "--filter=R " + Leftovers.DIRECTORY + "/",
                "--filter=R " + Leftovers.DIRECTORY + "/**",
                "--filter=P *"));
        arguments.add(request.source().toAbsolutePath().normalize() + "/");
        arguments.add(rsync.destination().argument("/"));
        rsync.run(arguments, deadline, line -> {});
    }

    /** How many deletions are allowed from now on: what more comes to be deleted meanwhile may be so, if it is not too much. */
    private long toDelete(List<String> what, Pass first) throws InterruptedException {
        if (first.mostToDelete() <= request.maxDeletes()) {
            return request.maxDeletes();
        }
        List<String> arguments = new ArrayList<>(List.of("--dry-run", "--out-format=%o %n"));
        arguments.addAll(what);
        Set<String> leftovers = new TreeSet<>();
        long[] own = {0};
        Command.Ended ended = rsync.run(arguments, deadline, line -> {
            if (line.startsWith("del. ") && !isLeftover(line.substring("del. ".length()), leftovers)) {
                own[0]++;
            }
        });
        if (ended.status() != 0 && ended.status() != RsyncFailure.VANISHED) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        if (own[0] > request.maxDeletes()) {
            throw new RejectedException(
                    "There are " + own[0] + " files and directories to delete at " + rsync.destination()
                            + ", and a run may delete " + request.maxDeletes()
                            + "; none was deleted. If the source is as it should be, allow more for a run",
                    Remedy.ALLOW_DELETIONS);
        }
        return (long) request.maxDeletes() + leftovers.size();
    }

    private static boolean isLeftover(String path, Set<String> leftovers) {
        return Leftovers.include(path) && leftovers.add(path);
    }

    private void keepVersions(boolean everything) throws InterruptedException {
        if (request.versions().isPresent()) {
            rsync.versions().prune(request.versions().get(), everything, keeps, began, deadline);
        }
    }
}
