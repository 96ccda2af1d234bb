package dev.failover.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** PgBouncer before a server, which hands a connection to the server on after each transaction. */
final class Pooler extends Server {
    private final int port;
    private final Process process;

    Pooler(PostgresServer server) throws Exception {
        super("bouncer");
        port = freePort();
        Files.writeString(
                directory().resolve("users"),
                "\"%s\" \"%s\"%n".formatted(PostgresServer.ADMIN, PostgresServer.PASSWORD));
        Files.writeString(directory().resolve("ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%s dbname=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %s
                unix_socket_dir =
                pool_mode = transaction
                default_pool_size = 2
                auth_type = scram-sha-256
                auth_file = %s
                auth_user = %s
                ignore_startup_parameters = extra_float_digits
                server_login_retry = 1
                """.formatted(
                        server.port(), port, directory().resolve("users"), PostgresServer.ADMIN));
        handOver();
        process = start(program("pgbouncer"), directory().resolve("ini").toString());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
