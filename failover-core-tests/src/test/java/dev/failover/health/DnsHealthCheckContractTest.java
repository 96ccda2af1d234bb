package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import dev.failover.testkit.ScriptedDnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.xbill.DNS.Rcode;

@DisplayName("A dns check is a health check:")
class DnsHealthCheckContractTest extends HealthCheckContract {
    private static final String HOST = "www.example.org";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        return Optional.of(
                switch (condition) {
                    case UP ->
                        scripted((query, tcp) ->
                                ScriptedDnsServer.reply(query, true, Rcode.NOERROR, HOST + ". 60 A 192.0.2.1"));
                    case FAILING -> scripted((query, tcp) -> ScriptedDnsServer.reply(query, true, Rcode.SERVFAIL));
                    case NONSENSE -> nonsense();
                    case REFUSING -> {
                        OddServer gone = OddServer.gone();
                        yield gone.target(check(gone.port()));
                    }
                    case HANGING_UP -> truncating(Behaviour.HANGING_UP);
                    case HANGING -> truncating(Behaviour.SILENT);
                    case TRICKLING -> truncating(Behaviour.TRICKLING);
                });
    }

    private static HealthCheck check(int port) {
        return DnsHealthCheck.builder().name(HOST).port(port).build();
    }

    private static Target nonsense() {
        ScriptedDnsServer server =
                ScriptedDnsServer.start((query, tcp) -> ScriptedDnsServer.reply(query, true, Rcode.NOERROR));
        server.mangle(wire -> new byte[] {wire[0], wire[1], 'w', 'h', 'a', 't', '?'});
        return target(server.port(), server::close, OptionalInt.empty());
    }

    private static Target scripted(ScriptedDnsServer.Script script) {
        ScriptedDnsServer server = ScriptedDnsServer.start(script);
        return target(server.port(), server::close, OptionalInt.empty());
    }

    private static Target truncating(Behaviour overTcp) throws IOException {
        TruncatingServer server = new TruncatingServer(overTcp);
        Target tcp = server.tcp().target(check(server.tcp().port()));
        return new Target() {
            @Override
            public HealthCheck check() {
                return tcp.check();
            }

            @Override
            public InetAddress address() {
                return tcp.address();
            }

            @Override
            public OptionalInt connections() {
                return tcp.connections();
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    private static Target target(int port, Runnable close, OptionalInt connections) {
        HealthCheck check = check(port);
        return new Target() {
            @Override
            public HealthCheck check() {
                return check;
            }

            @Override
            public InetAddress address() {
                return InetAddress.getLoopbackAddress();
            }

            @Override
            public OptionalInt connections() {
                return connections;
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(400);
    }
}
