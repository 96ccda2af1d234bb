package dev.failover.agent.page;

import dev.failover.agent.config.ExportDefinition;
import dev.failover.agent.config.PageDefinition;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.page.model.Facts;
import dev.failover.micrometer.FailoverMetrics;
import dev.failover.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A page as the real server gives it, made of facts that a test has made up. */
final class Served implements AutoCloseable {
    final LiveReaders readers = new LiveReaders(TimeSource.system());
    final Snapshots snapshots;
    private final PageServer server;

    Served(Supplier<Facts> facts, Show show, Optional<Acting> acting) throws IOException {
        snapshots = new Snapshots(facts, TimeSource.system());
        PageDefinition page = new PageDefinition(
                "beerus.fr",
                Optional.empty(),
                show,
                List.of("status.example.org"),
                Optional.empty(),
                ExportDefinition.NOWHERE);
        server = PageServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Routes(
                        page,
                        snapshots,
                        () -> CompletableFuture.completedFuture(null),
                        new Exposition(new FailoverMetrics(TimeSource.system()), snapshots::facts),
                        acting,
                        new Listening(
                                () -> {
                                    throw new IllegalStateException("nobody beats");
                                },
                                new Attempts(TimeSource.system()))),
                readers);
    }

    static Served of(Scene scene) throws IOException {
        return new Served(scene::facts, Show.OPERATOR, Optional.empty());
    }

    int port() {
        return server.address().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() {
        server.close();
        readers.close();
    }
}
