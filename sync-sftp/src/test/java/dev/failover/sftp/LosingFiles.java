package dev.failover.sftp;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** Says that it has renamed a file, and has it no more. */
final class LosingFiles implements SftpFileSystemAccessor {
    private final String name;

    /** @param name what files are lost under */
    LosingFiles(String name) {
        this.name = name;
    }

    @Override
    public void renameFile(SftpSubsystemProxy subsystem, Path from, Path to, Collection<CopyOption> options)
            throws IOException {
        if (to.getFileName().toString().equals(name)) {
            Files.delete(from);
        } else {
            SftpFileSystemAccessor.super.renameFile(subsystem, from, to, options);
        }
    }
}
