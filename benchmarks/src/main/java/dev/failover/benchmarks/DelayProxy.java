package dev.failover.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Passes connections on, everything later by half a round trip, as a long line does; bandwidth is not limited. */
final class DelayProxy implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    /** Bytes, and when they are due by {@link System#nanoTime}. No bytes: the end. */
    private static final class Parcel {
        private final byte[] bytes;
        private final long due;

        Parcel(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final long delay;

    DelayProxy(int port, Duration roundTrip) throws IOException {
        this.port = port;
        delay = roundTrip.toNanos() / 2;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "delay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                pass(near, far);
                pass(far, near);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pass(Socket from, Socket to) {
        LinkedBlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>();
        start(() -> take(from, underWay));
        start(() -> give(to, underWay));
    }

    private void take(Socket from, LinkedBlockingQueue<Parcel> underWay) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                underWay.add(new Parcel(Arrays.copyOf(buffer, read), System.nanoTime() + delay));
            }
        } catch (IOException e) {
            // Cut: the other side is told below.
        }
        underWay.add(new Parcel(new byte[0], System.nanoTime() + delay));
    }

    private static void give(Socket to, LinkedBlockingQueue<Parcel> underWay) {
        try (to) {
            OutputStream out = to.getOutputStream();
            for (Parcel parcel = underWay.take(); parcel.bytes.length > 0; parcel = underWay.take()) {
                for (long left = parcel.due - System.nanoTime(); left > 0; left = parcel.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(parcel.bytes);
            }
        } catch (IOException e) {
            // Cut by who was to receive it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
