package dev.failover.sftp;

import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;

/** The hops to a destination, as an ssh_config says. */
final class Route {
    /** As many as anybody has; a circle has more. */
    private static final int MOST_HOPS = 8;

    private static final int SSH_PORT = 22;
    private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(15);
    private static final int ALIVE_COUNT = 3;

    /** What OpenSSH heeds and this does not: to go on without would be to connect otherwise than asked. */
    private static final Pattern NOT_HEEDED = Pattern.compile("(?i)\\s*(Match|Include)[\\s=].*");

    private final SshSettings settings;
    private final Optional<Path> file;
    private final HostConfigEntryResolver config;

    private Route(SshSettings settings, Optional<Path> file) {
        this.settings = settings;
        this.file = file;
        this.config = file.map(Route::read).orElse(HostConfigEntryResolver.EMPTY);
    }

    /** The hops in the order they are connected to; the last is the destination. */
    static List<Hop> to(SshSettings settings) {
        Path usual = home().resolve(".ssh/config");
        Optional<Path> file = settings.config().or(() -> Optional.of(usual).filter(Files::isReadable));
        Route route = new Route(settings, file);
        Destination destination = settings.destination();
        List<Hop> hops = new ArrayList<>();
        route.add(
                hops, destination.user(), destination.host(), destination.port().orElse(0), true);
        return List.copyOf(hops);
    }

    private static HostConfigEntryResolver read(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (NOT_HEEDED.matcher(line).matches()) {
                    throw new RejectedException("the ssh-config " + file + " has \"" + line.strip()
                            + "\", which is not understood here; give a file without Match and Include");
                }
            }
            return HostConfigEntry.toHostConfigEntryResolver(HostConfigEntry.readHostConfigEntries(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new RejectedException("the ssh-config " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private void add(List<Hop> hops, Optional<String> user, String host, int port, boolean destination) {
        Optional<HostConfigEntry> entry = entry(user, host, port);
        String jumps = property(entry, "ProxyJump").orElse("none");
        if (property(entry, "ProxyCommand")
                .filter(command -> !command.equals("none"))
                .isPresent()) {
            throw new RejectedException("the ssh-config has a ProxyCommand for " + host + "; use ProxyJump");
        }
        if (hops.size() >= MOST_HOPS) {
            throw new RejectedException(
                    "more than " + MOST_HOPS + " hops lead to " + host + "; is there a circle of ProxyJump?");
        }
        if (!jumps.equals("none")) {
            List<String> list =
                    Arrays.stream(jumps.split(",")).map(String::strip).toList();
            for (int i = 0; i < list.size(); i++) {
                // Of a list, only the first hop is reached by what its own entry says (ssh_config(5), ProxyJump).
                addJump(hops, list.get(i), i == 0);
            }
        }
        hops.add(hop(entry, user, host, port, destination));
    }

    private void addJump(List<Hop> hops, String text, boolean first) {
        Destination jump = Destination.parse(
                text.contains("://")
                        ? text.replaceFirst("ssh://", "sftp://").replaceFirst("/?$", "/jump")
                        : "sftp://" + text + "/jump");
        if (first) {
            guard(hops);
            add(hops, jump.user(), jump.host(), jump.port().orElse(0), false);
        } else {
            Optional<HostConfigEntry> entry =
                    entry(jump.user(), jump.host(), jump.port().orElse(0));
            hops.add(hop(entry, jump.user(), jump.host(), jump.port().orElse(0), false));
        }
    }

    private int depth;

    private void guard(List<Hop> hops) {
        if (++depth > MOST_HOPS) {
            throw new RejectedException("ProxyJump leads in a circle, to "
                    + settings.destination().host() + "; after " + hops.size() + " hops");
        }
    }

    private Optional<HostConfigEntry> entry(Optional<String> user, String host, int port) {
        try {
            return Optional.ofNullable(config.resolveEffectiveHost(host, port, null, user.orElse(null), null, null));
        } catch (IOException | IllegalArgumentException e) {
            throw new RejectedException(
                    "the ssh-config " + file.orElseThrow() + " can't be used for " + host + ": " + e.getMessage(), e);
        }
    }

    private Hop hop(
            Optional<HostConfigEntry> entry, Optional<String> user, String host, int port, boolean destination) {
        List<Path> named = entry.map(HostConfigEntry::getIdentities).stream()
                .flatMap(java.util.Collection::stream)
                .map(Path::of)
                .toList();
        boolean given = destination && !settings.identities().isEmpty();
        List<Path> identities = given ? settings.identities() : named.isEmpty() ? usualIdentities() : named;
        boolean only = given || isYes(property(entry, "IdentitiesOnly"));
        boolean agent = !only && !property(entry, "IdentityAgent").orElse("").equals("none");
        return new Hop(
                host,
                entry.map(HostConfigEntry::getHostName)
                        .filter(name -> !name.isEmpty())
                        .orElse(host),
                entry.map(HostConfigEntry::getPort).filter(p -> p > 0).orElse(port > 0 ? port : SSH_PORT),
                entry.map(HostConfigEntry::getUsername)
                        .filter(name -> !name.isEmpty())
                        .or(() -> user)
                        .orElse(System.getProperty("user.name")),
                identities,
                agent,
                knownHosts(entry),
                property(entry, "HostKeyAlias"),
                property(entry, "HostKeyAlgorithms"),
                property(entry, "KexAlgorithms"),
                property(entry, "Ciphers"),
                property(entry, "ConnectTimeout").flatMap(Route::seconds).orElse(settings.connectTimeout()),
                property(entry, "ServerAliveInterval").flatMap(Route::seconds).orElse(ALIVE_INTERVAL),
                property(entry, "ServerAliveCountMax")
                        .flatMap(Route::seconds)
                        .map(d -> (int) d.toSeconds())
                        .orElse(ALIVE_COUNT));
    }

    private List<Path> knownHosts(Optional<HostConfigEntry> entry) {
        if (settings.knownHosts().isPresent()) {
            return List.of(settings.knownHosts().get());
        }
        List<Path> files = new ArrayList<>();
        String users = property(entry, "UserKnownHostsFile").orElse("~/.ssh/known_hosts");
        String everybodys = property(entry, "GlobalKnownHostsFile").orElse("/etc/ssh/ssh_known_hosts");
        for (String name : (users + " " + everybodys).split("[\\s,]+", -1)) {
            if (!name.isEmpty() && !name.equals("none")) {
                String plain = name.replace("\"", "");
                files.add(plain.startsWith("~/") ? home().resolve(plain.substring(2)) : Path.of(plain));
            }
        }
        return files;
    }

    private static List<Path> usualIdentities() {
        return java.util.stream.Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                .map(name -> home().resolve(".ssh").resolve(name))
                .filter(Files::isReadable)
                .toList();
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    private static Optional<String> property(Optional<HostConfigEntry> entry, String name) {
        return entry.map(found -> found.getProperty(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static boolean isYes(Optional<String> value) {
        return value.filter(text -> List.of("yes", "true").contains(text.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("\\d{1,6}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }
}
