package dev.failover.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A port that leads to another, each way taking half a round trip longer; as much as one likes is under way at once. */
final class DelayedPort implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int to;
    private final long delayNanos;

    private static final class Piece {
        private final byte[] bytes;
        private final long due;

        Piece(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    DelayedPort(int to, Duration roundTrip) throws IOException {
        this.to = to;
        this.delayNanos = roundTrip.toNanos() / 2;
        start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "delayed-port");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = socket.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), to);
                from.setTcpNoDelay(true);
                onward.setTcpNoDelay(true);
                carry(from, onward);
                carry(onward, from);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void carry(Socket from, Socket onward) {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        start(() -> read(from, pieces));
        start(() -> write(onward, pieces));
    }

    private void read(Socket from, BlockingQueue<Piece> pieces) {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = from.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                pieces.add(new Piece(java.util.Arrays.copyOf(buffer, count), System.nanoTime() + delayNanos));
            }
        } catch (IOException e) {
            // As good as its end.
        }
        pieces.add(new Piece(new byte[0], System.nanoTime() + delayNanos));
    }

    private static void write(Socket onward, BlockingQueue<Piece> pieces) {
        try (OutputStream out = onward.getOutputStream()) {
            while (true) {
                Piece piece = pieces.take();
                for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                if (piece.bytes.length == 0) {
                    return;
                }
                out.write(piece.bytes);
            }
        } catch (IOException | InterruptedException e) {
            // As good as its end.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
