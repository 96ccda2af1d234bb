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
 * @param family {@code inet} or {@code inet6} if only such addresses may be connected to, or {@code any}
 * @param identities files of keys; one that is not there is passed over
 * @param identitiesOnly whether of an agent's keys only those of these files may be tried
 * @param agent the socket of an agent whose keys may be tried
 * @param hostKeyAlgorithms as the ssh_config has them; empty for all
 * @param kexAlgorithms likewise, for the exchange of keys
 * @param ciphers likewise
 * @param macs likewise
 * @param aliveInterval how often to ask whether the server is there; zero for never
 * @param aliveCount how many questions may go unanswered
 */
record Hop(
        String name,
        String address,
        String family,
        int port,
        String user,
        List<Path> identities,
        boolean identitiesOnly,
        Optional<Path> agent,
        List<Path> knownHosts,
        Optional<String> hostKeyAlias,
        Optional<String> hostKeyAlgorithms,
        Optional<String> kexAlgorithms,
        Optional<String> ciphers,
        Optional<String> macs,
        Duration connectTimeout,
        Duration aliveInterval,
        int aliveCount) {
    @Override
    public String toString() {
        return user + "@" + address + " port " + port + (name.equals(address) ? "" : " (" + name + ")");
    }
}
