package dev.failover.rsync;

import dev.failover.internal.process.Command;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.Deadline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds files whose size and time are the target's and whose content is not, by rsync's own checksums: a run that would only be one, so
 * nothing is changed. For one use.
 */
final class ContentComparison {
    /**
     * What {@code %i} of rsync's {@code --out-format} says of a file that would be sent: its content differs ({@code c}), and neither its
     * size nor its time. Section "--itemize-changes" of rsync's manual.
     */
    private static final Pattern CONTENT_ONLY = Pattern.compile("[<>]fc\\.\\.\\S{6,} (.+)", Pattern.DOTALL);

    private final Rsync rsync;
    private final MirrorRequest request;

    ContentComparison(Rsync rsync, MirrorRequest request) {
        this.rsync = rsync;
        this.request = request;
    }

    /** Relative to the source. */
    Set<Path> differing(Deadline deadline) throws InterruptedException {
        SortedSet<Path> named = NamedPaths.of(request, request.paths().orElseThrow());
        Set<Path> differing = new LinkedHashSet<>();
        if (named.isEmpty()) {
            return differing;
        }
        Path source = request.source().toAbsolutePath().normalize();
        RawTree tree = new RawTree(source);
        Command.Ended ended = rsync.run(arguments(source, named), deadline, line -> {
            Matcher found = CONTENT_ONLY.matcher(line);
            if (found.matches()) {
                Path path = source.relativize(tree.path(ListedName.unescaped(found.group(1))));
                synchronized (differing) {
                    differing.add(path);
                }
            }
        });
        if (ended.status() != 0 && ended.status() != RsyncFailure.VANISHED) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        synchronized (differing) {
            differing.retainAll(named);
            return differing;
        }
    }

    private List<String> arguments(Path source, SortedSet<Path> named) {
        List<String> arguments =
                new ArrayList<>(rsync.options().arguments(rsync.ssh().isPresent()));
        Path list = rsync.directory().write("paths", NamedPaths.list(request.source(), named));
        arguments.addAll(List.of(
                "--dry-run",
                "--checksum",
                "--out-format=%i %n",
                "--no-recursive",
                "--filter=- /" + FileSync.RESERVED,
                "--files-from=" + list,
                "--from0",
                "--ignore-missing-args"));
        arguments.add(source + "/");
        arguments.add(rsync.destination().argument("/"));
        return arguments;
    }
}
