package dev.failover.sftp;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import java.nio.file.Path;

/**
 * Makes {@link SftpFileSync}s from the settings {@code destination}, {@code ssh-config}, {@code identity}, {@code passphrase},
 * {@code known-hosts}, {@code accept-new-host-keys}, {@code connect-timeout}, {@code checksum} and {@code fsync}.
 */
@AutoService(FileSyncFactory.class)
public final class SftpFileSyncFactory implements FileSyncFactory {
    /** For {@link java.util.ServiceLoader}. */
    public SftpFileSyncFactory() {}

    @Override
    public String name() {
        return "sftp";
    }

    @Override
    public FileSync create(Settings settings) {
        SftpFileSyncBuilder builder = SftpFileSync.builder();
        return settings.reader()
                .text("destination", builder::destination)
                .path("ssh-config", builder::sshConfig)
                .texts(
                        "identity",
                        files -> builder.identities(files.stream().map(Path::of).toList()))
                .secret("passphrase", builder::passphrase)
                .path("known-hosts", builder::knownHosts)
                .flag("accept-new-host-keys", builder::acceptNewHostKeys)
                .duration("connect-timeout", builder::connectTimeout)
                .flag("checksum", builder::checksum)
                .flag("fsync", builder::fsync)
                .build(builder::build);
    }
}
