package dev.failover.sftp;

import dev.failover.component.ComponentFactory;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The factory of SFTP syncs")
class SftpFileSyncFactoryTest extends FactoryContract<FileSync> {
    @Override
    protected Class<? extends ComponentFactory<FileSync>> spi() {
        return FileSyncFactory.class;
    }

    @Override
    protected String name() {
        return "sftp";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "destination", "backup:/var/www",
                "ssh-config", "/dev/null",
                "identity", "/dev/null",
                "passphrase", "open sesame",
                "known-hosts", "/dev/null",
                "accept-new-host-keys", "true",
                "connect-timeout", "5s",
                "checksum", "true",
                "fsync", "false");
    }

    @Override
    protected Set<String> required() {
        return Set.of("destination");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "destination", List.of("nowhere", "backup:", "http://backup/x"),
                "ssh-config", List.of("/not/there"),
                "identity", List.of("/not/there/either"),
                "accept-new-host-keys", List.of("perhaps"),
                "connect-timeout", List.of("soon", "0s"),
                "checksum", List.of("md5"),
                "fsync", List.of("1"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("passphrase");
    }
}
