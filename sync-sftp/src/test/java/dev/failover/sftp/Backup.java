package dev.failover.sftp;

import dev.failover.testkit.OpenSshRoute;
import java.nio.file.Path;

/** A directory on the server at the end of a route. */
final class Backup {
    private Backup() {}

    static SftpFileSyncBuilder on(OpenSshRoute route, Path directory) {
        return SftpFileSync.builder()
                .destination(OpenSshRoute.HOST + ":" + directory)
                .sshConfig(route.configuration());
    }
}
