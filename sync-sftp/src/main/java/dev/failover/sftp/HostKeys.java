package dev.failover.sftp;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/** The host keys known for one hop. Reads the files anew each time it is made. */
final class HostKeys {
    private static final String REVOKED = "revoked";
    private static final int SSH_PORT = 22;

    private final Hop hop;
    private final boolean acceptNew;
    private final List<Known> known = new ArrayList<>();

    private record Known(String type, PublicKey key, boolean revoked) {}

    HostKeys(Hop hop, boolean acceptNew) {
        this.hop = hop;
        this.acceptNew = acceptNew;
        hop.knownHosts().forEach(this::read);
    }

    private String name() {
        return hop.hostKeyAlias().orElse(hop.address());
    }

    private void read(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
                int port = hop.hostKeyAlias().isPresent() ? SSH_PORT : hop.port();
                // Certificates are not verified, so an authority's key is no host's.
                boolean authority = "cert-authority".equals(entry.getMarker());
                // A revoked key is marked for "*", most often, which is for every port.
                boolean revoked = REVOKED.equals(entry.getMarker()) && entry.isHostMatch(name(), SSH_PORT);
                if (!authority && (revoked || entry.isHostMatch(name(), port))) {
                    add(entry);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new RejectedException("the host keys in " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private void add(KnownHostEntry entry) throws IOException {
        try {
            PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null) {
                known.add(new Known(KeyUtils.getKeyType(key), key, REVOKED.equals(entry.getMarker())));
            }
        } catch (GeneralSecurityException e) {
            // A key of a kind that is not supported can't be met either.
        }
    }

    /** The kinds of keys known for the host: to be asked for first, as another kind's key would be an unknown one. */
    Set<String> types() {
        Set<String> types = new LinkedHashSet<>();
        known.stream().filter(key -> !key.revoked).forEach(key -> types.add(key.type));
        return types;
    }

    /** What is wrong with the key a server shows; empty if it is the one known, or a new one that may be accepted. */
    Optional<ComponentException> refusal(PublicKey shown) {
        String fingerprint = KeyUtils.getFingerPrint(shown);
        if (known.stream().anyMatch(key -> key.revoked && KeyUtils.compareKeys(key.key, shown))) {
            return Optional.of(new RejectedException(
                    "the key " + fingerprint + " of " + hop + " is revoked in " + files() + "; nothing is sent there"));
        }
        List<Known> valid = known.stream().filter(key -> !key.revoked).toList();
        if (valid.stream().anyMatch(key -> KeyUtils.compareKeys(key.key, shown))) {
            return Optional.empty();
        }
        if (!valid.isEmpty()) {
            List<String> fingerprints =
                    valid.stream().map(key -> KeyUtils.getFingerPrint(key.key)).toList();
            return Optional.of(new RejectedException("THE HOST KEY OF " + hop + " HAS CHANGED: it shows " + fingerprint
                    + ", known is " + String.join(", ", fingerprints) + " (" + files()
                    + "). Somebody may be in between; if the host was set up anew, remove the old key there"));
        }
        if (!acceptNew) {
            return Optional.of(new RejectedException("the host key of " + hop + ", " + fingerprint + ", is in none of "
                    + files() + "; add it there, or set accept-new-host-keys"));
        }
        return remember(shown);
    }

    private Optional<ComponentException> remember(PublicKey shown) {
        Path file = hop.knownHosts().get(0);
        int port = hop.hostKeyAlias().isPresent() ? SSH_PORT : hop.port();
        String line = KnownHostHashValue.createHostPattern(name(), port) + " " + PublicKeyEntry.toString(shown) + "\n";
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && !Files.exists(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            boolean open = before.length > 0 && before[before.length - 1] != '\n';
            Files.writeString(
                    file,
                    (open ? "\n" : "") + line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(new RejectedException(
                    "the new host key of " + hop + " can't be kept in " + file + ", so it is not accepted: " + e, e));
        }
    }

    private String files() {
        return String.join(", ", hop.knownHosts().stream().map(Path::toString).toList());
    }
}
