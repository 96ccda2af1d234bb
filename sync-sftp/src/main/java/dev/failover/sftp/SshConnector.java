package dev.failover.sftp;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/** Connects to the destination, hop by hop, each with its own keys and its host key verified. Thread-safe. */
final class SshConnector implements AutoCloseable {
    private final SshSettings settings;
    private final SshClient client = SshClient.setUpDefaultClient();

    SshConnector(SshSettings settings) {
        this.settings = settings;
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(client.getSignatureFactories())));
        client.setServerKeyVerifier((session, address, key) -> {
            Attempt attempt = Attempt.of(session);
            return attempt != null && attempt.accepts(key);
        });
        client.setAgentFactory(new Agents());
        client.setCipherFactories(ciphers());
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                prepare(session);
            }
        });
        // Packets are filled before they are sent; held back by the kernel as well, the last one would wait for 40 ms.
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.REQUEST_EXEC_REPLY.set(client, true);
        client.start();
    }

    /** The JDK does AES-GCM in hardware; the rest in OpenSSH's order. */
    private List<NamedFactory<Cipher>> ciphers() {
        List<NamedFactory<Cipher>> ciphers = new ArrayList<>();
        for (BuiltinCiphers preferred : List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm)) {
            if (preferred.isSupported()) {
                ciphers.add(preferred);
            }
        }
        for (NamedFactory<Cipher> other : client.getCipherFactories()) {
            if (!ciphers.contains(other) && !other.getName().endsWith("-cbc")) {
                ciphers.add(other);
            }
        }
        return ciphers;
    }

    private void prepare(Session session) {
        Attempt attempt = Attempt.of(session);
        if (attempt == null) {
            return;
        }
        Hop hop = attempt.hop();
        session.setSignatureFactories(hostKeyAlgorithms(hop, attempt.hostKeys()));
        session.setKeyExchangeFactories(chosen("KexAlgorithms", client.getKeyExchangeFactories(), hop.kexAlgorithms()));
        session.setCipherFactories(chosen("Ciphers", client.getCipherFactories(), hop.ciphers()));
        session.setMacFactories(chosen("MACs", client.getMacFactories(), hop.macs()));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(session, hop.aliveInterval());
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(session, Math.max(hop.aliveCount(), 1));
    }

    private static List<String> names(List<? extends NamedResource> all) {
        return all.stream().map(NamedResource::getName).toList();
    }

    private List<NamedFactory<Signature>> hostKeyAlgorithms(Hop hop, HostKeys known) {
        List<NamedFactory<Signature>> all = client.getSignatureFactories();
        List<String> names = Algorithms.forHostKeys(names(all), hop.hostKeyAlgorithms(), known.types());
        return named("HostKeyAlgorithms", all, names, hop.hostKeyAlgorithms());
    }

    private static <T extends NamedResource> List<T> chosen(String keyword, List<T> all, Optional<String> configured) {
        return named(keyword, all, Algorithms.change(names(all), names(all), configured), configured);
    }

    /** Those named, in that order. */
    private static <T extends NamedResource> List<T> named(
            String keyword, List<T> all, List<String> names, Optional<String> configured) {
        List<T> chosen = new ArrayList<>();
        for (String name : names) {
            all.stream().filter(one -> one.getName().equals(name)).forEach(chosen::add);
        }
        if (chosen.isEmpty()) {
            throw new RejectedException("the ssh-config asks for %s %s, of which none can be used here; what can: %s"
                    .formatted(keyword, configured.orElse("none"), String.join(",", names(all))));
        }
        return chosen;
    }

    /** Before a connection is made: what is asked for and can't be is told then, rather than by a connection that fails. */
    private void requireAlgorithms(Hop hop, HostKeys known) {
        hostKeyAlgorithms(hop, known);
        chosen("KexAlgorithms", client.getKeyExchangeFactories(), hop.kexAlgorithms());
        chosen("Ciphers", client.getCipherFactories(), hop.ciphers());
        chosen("MACs", client.getMacFactories(), hop.macs());
    }

    /** Connects and logs in. */
    SshConnection connect(Deadline deadline) throws InterruptedException {
        List<Hop> hops = Route.to(settings);
        List<ClientSession> sessions = new ArrayList<>();
        try {
            InetSocketAddress next = address(hops.get(0));
            for (int i = 0; i < hops.size(); i++) {
                sessions.add(connect(hops.get(i), next, deadline));
                if (i + 1 < hops.size()) {
                    next = forward(hops.get(i), sessions.get(i), hops.get(i + 1), deadline);
                }
            }
            SshConnection connection = new SshConnection(hops.get(hops.size() - 1), sessions, deadline);
            sessions = new ArrayList<>();
            return connection;
        } finally {
            Collections.reverse(sessions);
            sessions.forEach(session -> session.close(true));
        }
    }

    private ClientSession connect(Hop hop, InetSocketAddress address, Deadline deadline) throws InterruptedException {
        Identities identities = Identities.load(hop.identities(), settings.passphrase());
        if (identities.keys().isEmpty() && hop.agent().isEmpty()) {
            throw new RejectedException("there is no key to log in to " + hop + " with: "
                    + (identities.unusable().isEmpty()
                            ? "set identity, or an IdentityFile in the ssh-config"
                            : String.join("; ", identities.unusable())));
        }
        HostKeys hostKeys = new HostKeys(hop, settings.acceptNewHostKeys());
        requireAlgorithms(hop, hostKeys);
        Attempt attempt = new Attempt(hop, identities, hostKeys);
        deadline.requireTime();
        ClientSession session = null;
        boolean done = false;
        try {
            session = client.connect(hop.user(), address, attempt.context(), null)
                    .verify(deadline.left(hop.connectTimeout()))
                    .getSession();
            identities.keys().forEach(session::addPublicKeyIdentity);
            session.auth().verify(deadline.left(hop.connectTimeout()));
            done = true;
            return session;
        } catch (IOException e) {
            throw failure(attempt, e, deadline);
        } finally {
            if (session != null && !done) {
                session.close(true);
            }
        }
    }

    /** As the name is looked up here, in the family of addresses that is asked for. */
    private static InetSocketAddress address(Hop first) {
        try {
            for (InetAddress address : InetAddress.getAllByName(first.address())) {
                boolean old = address instanceof Inet4Address;
                if (!first.family().equals(old ? "inet6" : "inet")) {
                    return new InetSocketAddress(address, first.port());
                }
            }
        } catch (UnknownHostException e) {
            throw new UnavailableException(first + " can't be reached: its name can't be looked up", e);
        }
        throw new UnavailableException(first + " has no address of the AddressFamily " + first.family());
    }

    private static InetSocketAddress forward(Hop hop, ClientSession session, Hop next, Deadline deadline)
            throws InterruptedException {
        try {
            return session.startLocalPortForwarding(
                            new SshdSocketAddress(SshdSocketAddress.LOCALHOST_IPV4, 0),
                            new SshdSocketAddress(next.address(), next.port()))
                    .toInetSocketAddress();
        } catch (IOException e) {
            Failures.heedInterruption(e);
            deadline.requireTime();
            throw new UnavailableException(
                    "the way through " + hop + " to " + next + " can't be opened: " + Failures.said(e));
        }
    }

    private static ComponentException failure(Attempt attempt, IOException failure, Deadline deadline)
            throws InterruptedException {
        Failures.heedInterruption(failure);
        if (attempt.refusal().isPresent()) {
            return attempt.refusal().get();
        }
        deadline.requireTime();
        Hop hop = attempt.hop();
        if (failure instanceof SshException ssh && isRefusal(ssh)) {
            return new RejectedException("the login to " + hop + " was refused; tried were the keys " + hop.identities()
                    + (hop.agent().isPresent() ? " and an SSH agent's" : "") + ". Is one of them authorized there?"
                    + attempt.identities().unusable().stream()
                            .map(why -> " And " + why + ".")
                            .collect(Collectors.joining()));
        }
        // Not as its cause, which a log would show as the other side wrote it.
        return new UnavailableException(hop + " can't be reached: " + Failures.said(failure));
    }

    private static boolean isRefusal(SshException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || message.contains("No more authentication methods")
                || message.contains("Too many authentication failures");
    }

    @Override
    public void close() {
        client.stop();
    }
}
