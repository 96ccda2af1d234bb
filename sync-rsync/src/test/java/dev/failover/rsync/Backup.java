package dev.failover.rsync;

import dev.failover.testkit.OpenSshRoute;
import java.nio.file.Path;

/** A directory on the server at the end of a route. */
final class Backup {
    private Backup() {}

    static RsyncFileSyncBuilder on(OpenSshRoute route, Path directory) {
        return RsyncFileSync.builder()
                .destination(OpenSshRoute.HOST + ":" + directory)
                .sshConfig(route.configuration());
    }
}
