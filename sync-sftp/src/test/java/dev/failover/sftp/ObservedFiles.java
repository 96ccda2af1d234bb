package dev.failover.sftp;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Does something whenever a file is opened to be written. */
final class ObservedFiles implements SftpFileSystemAccessor {
    private final Runnable action;

    ObservedFiles(Runnable action) {
        this.action = action;
    }

    @Override
    public SeekableByteChannel openFile(
            SftpSubsystemProxy subsystem,
            FileHandle handle,
            Path file,
            String name,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        if (options.contains(StandardOpenOption.WRITE)) {
            action.run();
        }
        return SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options, attributes);
    }
}
