package dev.failover.sftp;

import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import java.nio.file.Path;
import java.time.Duration;

/** What is killed: a process that mirrors a source again and again. */
final class MirrorChild {
    private MirrorChild() {}

    public static void main(String[] arguments) throws Exception {
        try (SftpFileSync sync = SftpFileSync.builder()
                .destination("backup:" + arguments[2])
                .sshConfig(Path.of(arguments[0]))
                .build()) {
            while (true) {
                sync.mirror(
                        MirrorRequest.everything(Path.of(arguments[1]), 1000, Duration.ofSeconds(60)),
                        MirrorListener.NONE);
                System.out.println("mirrored");
            }
        }
    }
}
