package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Takes names that differ in case for one, as exFAT, NTFS and macOS do: what is there under one of them is it. */
final class FoldingFiles implements SftpFileSystemAccessor {
    @Override
    public Path resolveLocalFilePath(SftpSubsystemProxy subsystem, Path root, String remote) throws IOException {
        Path path = SftpFileSystemAccessor.super.resolveLocalFilePath(subsystem, root, remote);
        Path found = path.getRoot();
        for (Path name : path) {
            Path child = found.resolve(name);
            if (!Files.exists(child, LinkOption.NOFOLLOW_LINKS) && Files.isDirectory(found)) {
                try (var children = Files.list(found)) {
                    child = children.filter(
                                    other -> other.getFileName().toString().equalsIgnoreCase(name.toString()))
                            .findFirst()
                            .orElse(child);
                }
            }
            found = child;
        }
        return found;
    }
}
