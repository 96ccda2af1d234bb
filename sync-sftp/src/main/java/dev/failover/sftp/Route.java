package dev.failover.sftp;

import static dev.failover.sftp.ConfigKeyword.ADDRESS_FAMILY;
import static dev.failover.sftp.ConfigKeyword.CIPHERS;
import static dev.failover.sftp.ConfigKeyword.CONNECT_TIMEOUT;
import static dev.failover.sftp.ConfigKeyword.GLOBAL_KNOWN_HOSTS_FILE;
import static dev.failover.sftp.ConfigKeyword.HOST_KEY_ALGORITHMS;
import static dev.failover.sftp.ConfigKeyword.HOST_KEY_ALIAS;
import static dev.failover.sftp.ConfigKeyword.IDENTITIES_ONLY;
import static dev.failover.sftp.ConfigKeyword.IDENTITY_AGENT;
import static dev.failover.sftp.ConfigKeyword.IDENTITY_FILE;
import static dev.failover.sftp.ConfigKeyword.KEX_ALGORITHMS;
import static dev.failover.sftp.ConfigKeyword.MACS;
import static dev.failover.sftp.ConfigKeyword.PORT;
import static dev.failover.sftp.ConfigKeyword.PROXY_COMMAND;
import static dev.failover.sftp.ConfigKeyword.PROXY_JUMP;
import static dev.failover.sftp.ConfigKeyword.SERVER_ALIVE_COUNT_MAX;
import static dev.failover.sftp.ConfigKeyword.SERVER_ALIVE_INTERVAL;
import static dev.failover.sftp.ConfigKeyword.USER;
import static dev.failover.sftp.ConfigKeyword.USER_KNOWN_HOSTS_FILE;

import dev.failover.component.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The hops to a destination, as an ssh_config says. */
final class Route {
    /** As many as anybody has; a circle has more. */
    private static final int MOST_HOPS = 8;

    private static final int SSH_PORT = 22;
    private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(15);
    private static final int ALIVE_COUNT = 3;
    private static final List<String> KNOWN_HOSTS = List.of("~/.ssh/known_hosts", "~/.ssh/known_hosts2");
    private static final List<String> EVERYBODYS_KNOWN_HOSTS =
            List.of("/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2");

    private final SshSettings settings;
    private final SshConfig config;
    private final List<Hop> hops = new ArrayList<>();
    private int depth;

    private Route(SshSettings settings) {
        this.settings = settings;
        this.config = new SshConfig(settings.config());
    }

    /** The hops in the order they are connected to; the last is the destination. */
    static List<Hop> to(SshSettings settings) {
        Route route = new Route(settings);
        Destination destination = settings.destination();
        route.add(destination.user(), destination.host(), destination.port(), true);
        return List.copyOf(route.hops);
    }

    private void add(Optional<String> user, String host, OptionalInt port, boolean destination) {
        if (++depth > MOST_HOPS) {
            throw new RejectedException("more than " + MOST_HOPS + " hops lead to "
                    + settings.destination().host() + "; does ProxyJump lead in a circle?");
        }
        HostConfig entry = config.of(host, user, port);
        if (entry.find(PROXY_COMMAND).filter(command -> !isNone(command)).isPresent()) {
            throw new RejectedException("the ssh-config has a ProxyCommand for " + host
                    + ", and no program is run here; " + "use ProxyJump");
        }
        Hop hop = hop(entry, destination);
        String jumps = entry.find(PROXY_JUMP).filter(list -> !isNone(list)).orElse("");
        if (!jumps.isEmpty()) {
            List<Jump> list =
                    entry.valueOf(PROXY_JUMP, () -> Jump.list(tokens(entry).percent(jumps)));
            // Of a list, only the first hop is reached by what its own entry says (ssh_config(5), ProxyJump).
            Jump first = list.get(0);
            add(first.user(), first.host(), first.port(), false);
            for (Jump jump : list.subList(1, list.size())) {
                hops.add(hop(config.of(jump.host(), jump.user(), jump.port()), false));
            }
        }
        hops.add(hop);
    }

    private static boolean isNone(String value) {
        return value.equalsIgnoreCase("none");
    }

    private static ConfigTokens tokens(HostConfig entry) {
        return ConfigTokens.of(
                entry.original(), entry.hostName(), port(entry), user(entry), entry.find(HOST_KEY_ALIAS));
    }

    private static int port(HostConfig entry) {
        return entry.find(PORT).map(Integer::valueOf).orElse(SSH_PORT);
    }

    private static String user(HostConfig entry) {
        return entry.find(USER).orElseGet(ConfigTokens::localUser);
    }

    private Hop hop(HostConfig entry, boolean destination) {
        boolean given = destination && !settings.identities().isEmpty();
        return new Hop(
                entry.original(),
                entry.hostName(),
                entry.find(ADDRESS_FAMILY).orElse("any"),
                port(entry),
                user(entry),
                given ? settings.identities() : identities(entry),
                given || entry.find(IDENTITIES_ONLY).equals(Optional.of("yes")),
                agent(entry),
                knownHosts(entry),
                entry.find(HOST_KEY_ALIAS),
                entry.find(HOST_KEY_ALGORITHMS),
                entry.find(KEX_ALGORITHMS),
                entry.find(CIPHERS),
                entry.find(MACS),
                seconds(entry, CONNECT_TIMEOUT).orElse(settings.connectTimeout()),
                seconds(entry, SERVER_ALIVE_INTERVAL).orElse(ALIVE_INTERVAL),
                entry.find(SERVER_ALIVE_COUNT_MAX).map(Integer::valueOf).orElse(ALIVE_COUNT));
    }

    private static Optional<Duration> seconds(HostConfig entry, ConfigKeyword keyword) {
        return entry.find(keyword)
                .filter(time -> !isNone(time))
                .map(Long::valueOf)
                .map(Duration::ofSeconds);
    }

    private static List<Path> identities(HostConfig entry) {
        if (entry.identities().isEmpty()) {
            return Stream.of("id_rsa", "id_ecdsa", "id_ed25519")
                    .map(name -> ConfigTokens.home().resolve(".ssh").resolve(name))
                    .filter(Files::isReadable)
                    .toList();
        }
        return entry.valueOf(
                IDENTITY_FILE,
                () -> entry.identities().stream()
                        .filter(name -> !isNone(name))
                        .map(tokens(entry)::path)
                        .toList());
    }

    /** Where the agent listens; empty for none. */
    private static Optional<Path> agent(HostConfig entry) {
        String said = entry.find(IDENTITY_AGENT).orElse("SSH_AUTH_SOCK");
        if (said.equals("none")) {
            return Optional.empty();
        }
        boolean variable = said.equals("SSH_AUTH_SOCK") || said.matches("\\$[A-Za-z_][A-Za-z0-9_]*");
        return variable
                ? Optional.ofNullable(System.getenv(said.replace("$", "")))
                        .filter(path -> !path.isEmpty())
                        .map(Path::of)
                : Optional.of(entry.valueOf(IDENTITY_AGENT, () -> tokens(entry).path(said)));
    }

    private List<Path> knownHosts(HostConfig entry) {
        if (settings.knownHosts().isPresent()) {
            return List.of(settings.knownHosts().get());
        }
        List<Path> files = new ArrayList<>(knownHosts(entry, USER_KNOWN_HOSTS_FILE, KNOWN_HOSTS));
        files.addAll(knownHosts(entry, GLOBAL_KNOWN_HOSTS_FILE, EVERYBODYS_KNOWN_HOSTS));
        return files;
    }

    private static List<Path> knownHosts(HostConfig entry, ConfigKeyword keyword, List<String> usual) {
        List<String> names = entry.has(keyword) ? entry.all(keyword) : usual;
        return entry.valueOf(
                keyword,
                () -> names.stream()
                        .filter(name -> !isNone(name))
                        .map(tokens(entry)::path)
                        .toList());
    }
}
