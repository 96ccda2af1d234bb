package dev.failover.health;

import dev.failover.health.OddServer.Behaviour;
import dev.failover.testkit.HealthCheckContract;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A grpc check is a health check:")
class GrpcHealthCheckContractTest extends HealthCheckContract {
    /** Empty SETTINGS (RFC 9113, section 6.5). */
    private static final String SETTINGS = "000000040000000000";

    @Override
    protected Optional<Target> open(Condition condition) throws IOException {
        OddServer server = condition == Condition.REFUSING ? OddServer.gone() : new OddServer(behaviour(condition));
        return Optional.of(
                server.target(GrpcHealthCheck.builder().port(server.port()).build()));
    }

    private static Behaviour behaviour(Condition condition) {
        return switch (condition) {
            case UP -> answering(1);
            case FAILING -> answering(2);
            case NONSENSE -> Behaviour.ENDLESS;
            case HANGING_UP, REFUSING -> Behaviour.HANGING_UP;
            case HANGING -> Behaviour.SILENT;
            case TRICKLING -> trickling();
        };
    }

    /** HEADERS with ":status: 200", DATA with the message, HEADERS with "grpc-status: 0" and END_STREAM. */
    private static Behaviour answering(int serving) {
        String trailer = "00" + "0b" + hex("grpc-status") + "01" + hex("0");
        return connection -> {
            send(connection, SETTINGS);
            String stream = "%08x".formatted(askedOn(connection.getInputStream()));
            send(
                    connection,
                    "000001" + "0104" + stream + "88" + "000007" + "0000" + stream
                            + "000000000208%02x".formatted(serving)
                            + "%06x".formatted(trailer.length() / 2) + "0105" + stream + trailer);
            OddServer.awaitHangUp(connection);
        };
    }

    /** Hears the preface and frames, up to DATA with END_STREAM, and gives its stream. */
    private static int askedOn(InputStream in) throws IOException {
        in.readNBytes(24);
        while (true) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(9));
            int lengthAndType = header.getInt();
            boolean ends = (header.get() & 1) != 0;
            in.readNBytes(lengthAndType >>> 8);
            if ((lengthAndType & 0xff) == 0 && ends) {
                return header.getInt();
            }
        }
    }

    private static Behaviour trickling() {
        return connection -> {
            send(connection, SETTINGS + "002000" + "00" + "00" + "00000003");
            Behaviour.TRICKLING.serve(connection);
        };
    }

    private static void send(Socket connection, String hex) throws IOException {
        connection.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }
}
