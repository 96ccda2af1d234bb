package dev.failover.sftp;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/** Finds the user's SSH agent for the hops that may use it. It is never forwarded. */
final class Agents implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
    }

    @Override
    public @Nullable SshAgent createClient(Session session, FactoryManager manager) {
        Attempt attempt = Attempt.of(session);
        if (attempt == null || attempt.hop().agent().isEmpty()) {
            return null;
        }
        Hop hop = attempt.hop();
        try {
            return Agent.connect(hop.agent().get(), attempt.identities().named(), hop.identitiesOnly());
        } catch (IOException | IllegalArgumentException e) {
            // An agent that has gone is one without keys; those in files may do.
            return null;
        }
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("an SSH agent is not forwarded");
    }
}
