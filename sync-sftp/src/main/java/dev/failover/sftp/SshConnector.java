package dev.failover.sftp;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/** Connects to the destination, hop by hop, each with its own keys and its host key verified. Thread-safe. */
final class SshConnector implements AutoCloseable {
    /** Above what a fast network has under way at once. */
    private static final long WINDOW = 4L * 1024 * 1024;

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
        CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW);
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
        List<NamedFactory<Signature>> signatures = client.getSignatureFactories();
        session.setSignatureFactories(named(
                signatures,
                Algorithms.forHostKeys(
                        names(signatures),
                        hop.hostKeyAlgorithms(),
                        attempt.hostKeys().types())));
        List<KeyExchangeFactory> exchanges = client.getKeyExchangeFactories();
        session.setKeyExchangeFactories(
                named(exchanges, Algorithms.change(names(exchanges), names(exchanges), hop.kexAlgorithms())));
        List<NamedFactory<Cipher>> ciphers = client.getCipherFactories();
        session.setCipherFactories(named(ciphers, Algorithms.change(names(ciphers), names(ciphers), hop.ciphers())));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(session, hop.aliveInterval());
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(session, Math.max(hop.aliveCount(), 1));
    }

    private static List<String> names(List<? extends NamedResource> all) {
        return all.stream().map(NamedResource::getName).toList();
    }

    /** Those named, in that order; all if none is, as a connection without any could not be made, nor explained. */
    private static <T extends NamedResource> List<T> named(List<T> all, List<String> names) {
        List<T> chosen = new ArrayList<>();
        for (String name : names) {
            all.stream().filter(one -> one.getName().equals(name)).forEach(chosen::add);
        }
        return chosen.isEmpty() ? all : chosen;
    }

    /** Connects and logs in. */
    SshConnection connect(Deadline deadline) throws InterruptedException {
        List<Hop> hops = Route.to(settings);
        List<ClientSession> sessions = new ArrayList<>();
        try {
            InetSocketAddress next =
                    new InetSocketAddress(hops.get(0).address(), hops.get(0).port());
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
        List<KeyPair> keys = Identities.load(hop.identities(), settings.passphrase());
        Attempt attempt = new Attempt(hop, new HostKeys(hop, settings.acceptNewHostKeys()));
        deadline.requireTime();
        ClientSession session = null;
        boolean done = false;
        try {
            session = client.connect(hop.user(), address, attempt.context(), null)
                    .verify(deadline.left(hop.connectTimeout()))
                    .getSession();
            keys.forEach(session::addPublicKeyIdentity);
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
                    "the way through " + hop + " to " + next + " can't be opened: " + e.getMessage(), e);
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
            return new RejectedException(
                    "the login to " + hop + " was refused; tried were the keys " + hop.identities()
                            + (hop.agent() ? " and an agent's" : "") + ". Is one of them authorized there?",
                    failure);
        }
        return new UnavailableException(hop + " can't be reached: " + failure.getMessage(), failure);
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
