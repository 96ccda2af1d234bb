package dev.failover.rsync;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;

/**
 * Makes {@link RsyncFileSync}s from the settings {@code destination}, {@code ssh-config}, {@code ssh-program}, {@code rsync-program}, {@code
 * bandwidth-limit}, {@code hard-links}, {@code owners}, {@code numeric-ids}, {@code checksum}, {@code compress}, {@code whole-seconds}, {@code
 * accept-new-host-keys}, {@code shared-connection}, {@code connect-timeout} and {@code io-timeout}.
 */
@AutoService(FileSyncFactory.class)
public final class RsyncFileSyncFactory implements FileSyncFactory {
    /** For {@link java.util.ServiceLoader}. */
    public RsyncFileSyncFactory() {}

    @Override
    public String name() {
        return "rsync";
    }

    @Override
    public FileSync create(Settings settings) {
        RsyncFileSyncBuilder builder = RsyncFileSync.builder();
        return settings.reader()
                .text("destination", builder::destination)
                .path("ssh-config", builder::sshConfig)
                .text("ssh-program", builder::sshProgram)
                .text("rsync-program", builder::rsyncProgram)
                .text("bandwidth-limit", builder::bandwidthLimit)
                .flag("hard-links", builder::hardLinks)
                .flag("owners", builder::owners)
                .flag("numeric-ids", builder::numericIds)
                .flag("checksum", builder::checksum)
                .flag("compress", builder::compress)
                .flag("whole-seconds", builder::wholeSeconds)
                .flag("accept-new-host-keys", builder::acceptNewHostKeys)
                .flag("shared-connection", builder::sharedConnection)
                .duration("connect-timeout", builder::connectTimeout)
                .duration("io-timeout", builder::ioTimeout)
                .build(builder::build);
    }
}
