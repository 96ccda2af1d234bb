package dev.failover.sftp;

import dev.failover.component.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to get to the destination.
 *
 * @param config an ssh_config; by default the user's own and the machine's
 * @param identities private keys to use at the destination instead of those an ssh_config names
 * @param passphrase of keys that are encrypted, at any hop
 * @param knownHosts the file of host keys, at any hop, instead of those an ssh_config names
 */
record SshSettings(
        Destination destination,
        Optional<Path> config,
        List<Path> identities,
        Optional<Secret> passphrase,
        Optional<Path> knownHosts,
        boolean acceptNewHostKeys,
        Duration connectTimeout) {}
