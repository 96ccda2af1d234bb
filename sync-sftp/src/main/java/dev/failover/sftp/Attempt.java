package dev.failover.sftp;

import dev.failover.component.ComponentException;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/** One attempt to connect to a hop: what its session is to keep to, and why it was refused, if it was. Thread-safe. */
final class Attempt {
    private static final AttributeKey<Attempt> KEY = new AttributeKey<>();

    private final Hop hop;
    private final Identities identities;
    private final HostKeys hostKeys;
    private volatile @Nullable ComponentException refusal;

    Attempt(Hop hop, Identities identities, HostKeys hostKeys) {
        this.hop = hop;
        this.identities = identities;
        this.hostKeys = hostKeys;
    }

    /** The attempt that a session belongs to. */
    static @Nullable Attempt of(Session session) {
        AttributeRepository context = session instanceof ClientSession client ? client.getConnectionContext() : null;
        return context == null ? null : context.getAttribute(KEY);
    }

    AttributeRepository context() {
        return AttributeRepository.ofKeyValuePair(KEY, this);
    }

    Hop hop() {
        return hop;
    }

    Identities identities() {
        return identities;
    }

    HostKeys hostKeys() {
        return hostKeys;
    }

    boolean accepts(PublicKey key) {
        Optional<ComponentException> refused = hostKeys.refusal(key);
        refusal = refused.orElse(null);
        return refused.isEmpty();
    }

    Optional<ComponentException> refusal() {
        return Optional.ofNullable(refusal);
    }
}
