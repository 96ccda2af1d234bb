package dev.failover.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What the JDK itself takes for an https request: its {@link SSLEngine}, over a blocking connection, with nothing of the library. No path
 * of certificates is validated, no name looked at and no deadline kept, so that no check can take less.
 */
final class HandshakeProcess {
    /** More than there are processors, as each waits for its target most of the time. */
    private static final int THREADS = 16;

    private static final byte[] REQUEST = ("GET / HTTP/1.1\r\nHost: " + HaproxyTargets.NAME
                    + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private static final X509TrustManager ANYBODY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private HandshakeProcess() {}

    /** @param arguments those of {@link JavaChecker#load} */
    public static void main(String[] arguments) throws Exception {
        CheckLoad load = JavaChecker.load(arguments);
        AtomicLong failures = new AtomicLong();
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
        boolean isResumed = load.transport() == CheckLoad.Transport.RESUMED_TLS;
        for (int i = 0; i < load.targets(); i++) {
            InetSocketAddress target =
                    new InetSocketAddress(CheckLoad.address(i), load.transport().port());
            SSLContext own = newContext();
            Duration phase = load.interval().multipliedBy(i).dividedBy(load.targets());
            Future<?> unused = threads.scheduleAtFixedRate(
                    () -> {
                        try {
                            ask(target, isResumed ? own : newContext());
                        } catch (IOException | GeneralSecurityException | RuntimeException e) {
                            failures.incrementAndGet();
                        }
                    },
                    phase.toNanos(),
                    load.interval().toNanos(),
                    TimeUnit.NANOSECONDS);
        }
        JavaChecker.answer(failures, new AtomicLong());
    }

    /** A session is resumed only with the context that it was made with. */
    private static SSLContext newContext() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {ANYBODY}, null);
        return context;
    }

    private static void ask(InetSocketAddress target, SSLContext context) throws IOException {
        try (SocketChannel channel = SocketChannel.open(target)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new Line(channel, context).ask();
        }
    }

    /** One connection. */
    private static final class Line {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        private final SocketChannel channel;
        private final SSLEngine engine;
        private final ByteBuffer plain;
        private final ByteBuffer leaving;
        private final ByteBuffer arrived;

        Line(SocketChannel channel, SSLContext context) {
            this.channel = channel;
            engine = context.createSSLEngine(HaproxyTargets.NAME, 1);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(HaproxyTargets.NAME)));
            engine.setSSLParameters(parameters);
            plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            leaving = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            arrived = ByteBuffer.allocate(engine.getSession().getPacketBufferSize())
                    .flip();
        }

        void ask() throws IOException {
            engine.beginHandshake();
            while (engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> say(NOTHING);
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    default -> hear();
                }
            }
            say(ByteBuffer.wrap(REQUEST));
            while (hear() == 0) {
                // What comes before the answer are tickets.
            }
        }

        private void say(ByteBuffer words) throws IOException {
            engine.wrap(words, leaving.clear());
            leaving.flip();
            while (leaving.hasRemaining()) {
                channel.write(leaving);
            }
        }

        private int hear() throws IOException {
            SSLEngineResult result = engine.unwrap(arrived, plain.clear());
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                int length = channel.read(arrived.compact());
                arrived.flip();
                if (length < 0) {
                    throw new EOFException("it ended before it answered");
                }
            } else if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new EOFException("it ended before it answered: " + result.getStatus());
            }
            return result.bytesProduced();
        }
    }
}
