package dev.failover.sftp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An ssh_config, read as OpenSSH reads it: the one given, or else the user's and then the machine's. {@code ssh -G} is what it is
 * compared with.
 */
final class SshConfig {
    private static final Path MACHINES = Path.of("/etc/ssh");

    private final Optional<Path> given;

    SshConfig(Optional<Path> given) {
        this.given = given;
    }

    /**
     * What it says of a host.
     *
     * @param user goes before what the files say, as the port does
     */
    HostConfig of(String host, Optional<String> user, OptionalInt port) {
        HostConfig config = new HostConfig(host);
        user.ifPresent(name -> config.set(ConfigKeyword.USER, name));
        port.ifPresent(number -> config.set(ConfigKeyword.PORT, Integer.toString(number)));
        ConfigPass pass = new ConfigPass(config, host, false);
        read(pass);
        if (pass.wantsLast()) {
            String name = config.hostName();
            config.set(ConfigKeyword.HOST_NAME, name.replace("%", "%%"));
            read(new ConfigPass(config, name, true));
        }
        config.requireHeeded();
        return config;
    }

    private void read(ConfigPass pass) {
        Path usersOwn = ConfigTokens.home().resolve(".ssh");
        if (given.isPresent()) {
            pass.read(given.get(), false, usersOwn);
            return;
        }
        if (Files.isReadable(usersOwn.resolve("config"))) {
            pass.read(usersOwn.resolve("config"), true, usersOwn);
        }
        if (Files.isReadable(MACHINES.resolve("ssh_config"))) {
            pass.read(MACHINES.resolve("ssh_config"), false, MACHINES);
        }
    }
}
