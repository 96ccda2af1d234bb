package dev.failover.testkit;

import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A right check of a {@link PingServer}; each protected method is a place where another one goes wrong. */
class CarefulHealthCheck implements HealthCheck {
    private final int port;

    CarefulHealthCheck(int port) {
        this.port = port;
    }

    @Override
    public Health check(InetAddress address, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open()) {
            return verdict(ask(new InetSocketAddress(address, port), selector, channel, end));
        } catch (IOException e) {
            return troubled(e);
        }
    }

    private String ask(InetSocketAddress server, Selector selector, SocketChannel channel, long end)
            throws IOException, InterruptedException {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        if (!channel.connect(server)) {
            await(selector, end);
            channel.finishConnect();
        }
        channel.write(ByteBuffer.wrap("ping\n".getBytes(StandardCharsets.US_ASCII)));
        key.interestOps(SelectionKey.OP_READ);
        StringBuilder answer = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (answer.indexOf("\n") < 0) {
            await(selector, progressed(end));
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("hung up");
            }
            answer.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        return answer.toString();
    }

    private void await(Selector selector, long end) throws IOException, InterruptedException {
        selector.selectedKeys().clear();
        while (true) {
            if (Thread.interrupted()) {
                interrupted();
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IOException("out of time");
            }
            if (selector.select(Math.max(1, left / 1_000_000)) > 0) {
                return;
            }
        }
    }

    /** The end of waiting, after something came. */
    protected long progressed(long end) {
        return end;
    }

    protected void interrupted() throws InterruptedException {
        throw new InterruptedException();
    }

    protected Health verdict(String answer) {
        return answer.equals("ok ping\n") ? Health.up("answered ok") : Health.down("answered " + answer.strip());
    }

    protected Health troubled(IOException trouble) {
        return Health.down(String.valueOf(trouble.getMessage()));
    }
}
