package dev.failover.sftp;

import dev.failover.time.TimeSource;
import java.nio.file.Path;

/**
 * What the parts of one run share.
 *
 * @param source the real path of the source
 * @param force whether files are forced to the server's disk before they get their name
 * @param checkpoint after how many bytes of a large file what was sent of it is made safe, so that it is not sent again
 * @param room how many bytes of the heap may be filled with names
 */
record RunContext(
        SshConnection connection,
        Target target,
        Path source,
        Deadline deadline,
        TimeSource time,
        Progression progress,
        Memory memory,
        Leftovers leftovers,
        Pruning pruning,
        boolean force,
        long checkpoint,
        long room) {

    SftpChannel channel() {
        return connection.sftp();
    }
}
