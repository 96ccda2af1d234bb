package dev.failover.agent.evidence;

import dev.failover.agent.config.Destinations.Sftp;
import dev.failover.component.UnavailableException;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSync.Stretch;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** At another host, by the transport that syncs use, which deletes nothing here. */
record HostCopy(Sftp host) implements EvidenceCopy {
    private static final Duration TO_SEND = Duration.ofMinutes(3);
    private static final Duration TO_READ = Duration.ofMinutes(2);

    @Override
    public String where() {
        return host.destination();
    }

    @Override
    public void make(Original original) throws InterruptedException {
        Path root = Objects.requireNonNull(original.place().getParent());
        Set<Path> files = original.hashes().keySet().stream()
                .map(name -> Path.of(original.id(), name))
                .collect(Collectors.toUnmodifiableSet());
        FileSync transport = host.transport();
        MirrorReport sent =
                transport.mirror(MirrorRequest.everything(root, 0, TO_SEND).only(files), MirrorListener.NONE);
        if (sent.unsettled().isPresent()) {
            throw new UnavailableException(sent.unsettled().get());
        }
        Set<Path> damaged =
                transport.verify(MirrorRequest.everything(root, 0, TO_READ).only(files), Stretch.ALL);
        if (!damaged.isEmpty()) {
            throw new UnavailableException("%s of %s was not what was sent, and was sent again"
                    .formatted(damaged.stream().sorted().toList(), where()));
        }
    }
}
