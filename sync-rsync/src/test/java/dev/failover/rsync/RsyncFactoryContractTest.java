package dev.failover.rsync;

import dev.failover.component.ComponentFactory;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class RsyncFactoryContractTest extends FactoryContract<FileSync> {
    @Override
    protected Class<? extends ComponentFactory<FileSync>> spi() {
        return FileSyncFactory.class;
    }

    @Override
    protected String name() {
        return "rsync";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.ofEntries(
                Map.entry("destination", "www-data@backup:/var/www"),
                Map.entry("ssh-config", "/etc/failover/ssh_config"),
                Map.entry("ssh-program", "/usr/bin/ssh"),
                Map.entry("rsync-program", "rsync"),
                Map.entry("bandwidth-limit", "1.5m"),
                Map.entry("hard-links", "true"),
                Map.entry("owners", "false"),
                Map.entry("numeric-ids", "true"),
                Map.entry("checksum", "true"),
                Map.entry("compress", "true"),
                Map.entry("whole-seconds", "true"),
                Map.entry("accept-new-host-keys", "true"),
                Map.entry("shared-connection", "false"),
                Map.entry("connect-timeout", "5s"),
                Map.entry("io-timeout", "1m"));
    }

    @Override
    protected Set<String> required() {
        return Set.of("destination");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.ofEntries(
                Map.entry(
                        "destination",
                        List.of(
                                "",
                                "backup",
                                "backup:",
                                "backup:www",
                                "backup::module/www",
                                "-oProxyCommand=x:/www",
                                "/",
                                "backup:/",
                                "backup://",
                                "b*:/www",
                                "a b:/www",
                                "/var/../..",
                                "rsync://backup/www",
                                "-x@backup:/www")),
                Map.entry("ssh-config", List.of("/etc/a*b", "/etc/\"x")),
                Map.entry("ssh-program", List.of("", "-x", "a'b")),
                Map.entry("rsync-program", List.of("", " ", "--daemon")),
                Map.entry("bandwidth-limit", List.of("", "0", "10", "-1m", "fast", "10mbit")),
                Map.entry("hard-links", List.of("yes")),
                Map.entry("owners", List.of("")),
                Map.entry("numeric-ids", List.of("1")),
                Map.entry("checksum", List.of("md5")),
                Map.entry("compress", List.of("gzip")),
                Map.entry("whole-seconds", List.of("1s")),
                Map.entry("accept-new-host-keys", List.of("accept-new")),
                Map.entry("shared-connection", List.of("auto")),
                Map.entry("connect-timeout", List.of("0s", "500ms", "2h", "5")),
                Map.entry("io-timeout", List.of("0s", "1500ms", "2h")));
    }
}
