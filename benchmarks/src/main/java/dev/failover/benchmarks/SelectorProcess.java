package dev.failover.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What the JDK itself takes for an http request: its {@link Selector} on one thread, with nothing of the library. An answer is taken for
 * whole once any of it has come, nothing is read but its status, and no deadline is kept, so that no check can take less.
 */
final class SelectorProcess {
    /** As seldom as the library wakes up for what is due. */
    private static final long TURN = Duration.ofMillis(20).toNanos();

    private static final ByteBuffer WELL = ByteBuffer.wrap("HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII));

    private final Selector selector = Selector.open();
    private final ByteBuffer request;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 14);
    /** Answered. One that is still registered when it is closed takes two system calls more. */
    private final Deque<SocketChannel> leaving = new ArrayDeque<>();

    private final AtomicLong failures;

    private SelectorProcess(int port, AtomicLong failures) throws IOException {
        byte[] text = ("GET / HTTP/1.1\r\nHost: " + HaproxyTargets.NAME + ":" + port + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocateDirect(text.length).put(text);
        this.failures = failures;
    }

    /** @param arguments those of {@link JavaChecker#load} */
    public static void main(String[] arguments) throws IOException {
        CheckLoad load = JavaChecker.load(arguments);
        AtomicLong failures = new AtomicLong();
        SelectorProcess process = new SelectorProcess(load.transport().port(), failures);
        Thread thread = new Thread(() -> process.run(load), "checks");
        thread.setDaemon(true);
        thread.start();
        JavaChecker.answer(failures, new AtomicLong());
    }

    private void run(CheckLoad load) {
        InetSocketAddress[] targets = IntStream.range(0, load.targets())
                .mapToObj(i -> new InetSocketAddress(
                        CheckLoad.address(i), load.transport().port()))
                .toArray(InetSocketAddress[]::new);
        long began = System.nanoTime();
        long asked = 0;
        while (true) {
            long turn = (System.nanoTime() - began) / TURN;
            long due = turn * TURN * targets.length / load.interval().toNanos();
            while (asked < due) {
                ask(targets[(int) (asked++ % targets.length)]);
            }
            carryOn(began + (turn + 1) * TURN);
        }
    }

    private void ask(InetSocketAddress target) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            boolean connected = channel.connect(target) || channel.finishConnect();
            if (connected) {
                channel.write(request.rewind());
            }
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
        } catch (IOException e) {
            failures.incrementAndGet();
        }
    }

    /** Until some have answered, or the next turn is due. */
    private void carryOn(long until) {
        try {
            int gone = leaving.size();
            boolean idle = selector.selectNow(this::goOn) == 0;
            for (int i = 0; i < gone; i++) {
                leaving.remove().close();
            }
            if (idle) {
                long wait = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                selector.select(this::goOn, Math.max(0, wait) + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void goOn(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(request.rewind());
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            channel.read(answer.clear());
            if (answer.flip().mismatch(WELL) != WELL.limit()) {
                failures.incrementAndGet();
            }
        } catch (IOException e) {
            failures.incrementAndGet();
        }
        key.cancel();
        leaving.add(channel);
    }
}
