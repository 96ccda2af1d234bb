package dev.failover.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One SSH server on the way, the destination included.
 *
 * @param name what it is called in messages, and where its key is looked up if there is no alias for that
 * @param address what to connect to, as the hop before it sees it
 * @param agent whether an agent's keys may be tried
 * @param hostKeyAlgorithms as the ssh_config has them; empty for all
 * @param kexAlgorithms likewise, for the exchange of keys
 * @param ciphers likewise
 * @param aliveInterval how often to ask whether the server is there; zero for never
 * @param aliveCount how many questions may go unanswered
 */
record Hop(
        String name,
        String address,
        int port,
        String user,
        List<Path> identities,
        boolean agent,
        List<Path> knownHosts,
        Optional<String> hostKeyAlias,
        Optional<String> hostKeyAlgorithms,
        Optional<String> kexAlgorithms,
        Optional<String> ciphers,
        Duration connectTimeout,
        Duration aliveInterval,
        int aliveCount) {
    @Override
    public String toString() {
        return user + "@" + address + " port " + port + (name.equals(address) ? "" : " (" + name + ")");
    }
}
