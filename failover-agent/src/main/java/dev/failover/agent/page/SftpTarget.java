package dev.failover.agent.page;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import dev.failover.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory at another host, reached by the transport that syncs use. Only its own files are sent, and only they are ever deleted. */
final class SftpTarget implements ExportTarget {
    /** To connect through some hops, and to send some hundred kilobytes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(45);

    private final FileSync transport;
    private final Path staging;
    private final DirectoryTarget staged;
    private final Delivered delivered;
    private final Set<String> deleted = new HashSet<>();

    /** @param staging a directory for nothing else, where the files are made */
    SftpTarget(FileSync transport, Path staging, TimeSource time) {
        this.transport = transport;
        this.staging = staging;
        staged = new DirectoryTarget(staging);
        delivered = new Delivered(time);
    }

    @Override
    public void put(List<ExportedFile> files) throws InterruptedException {
        deleted.addAll(staged.replace(files));
        files.forEach(file -> deleted.remove(file.name()));
        List<ExportedFile> due = delivered.due(files);
        Set<Path> changed = Stream.concat(due.stream().map(ExportedFile::name), deleted.stream())
                .map(Path::of)
                .collect(Collectors.toUnmodifiableSet());
        if (changed.isEmpty()) {
            return;
        }
        MirrorReport report = transport.mirror(
                MirrorRequest.everything(staging, deleted.size(), TIMEOUT).only(changed), MirrorListener.NONE);
        if (report.unsettled().isEmpty()) {
            due.forEach(delivered::took);
            deleted.clear();
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
