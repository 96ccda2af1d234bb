package dev.failover.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A port of 127.0.0.1 that leads to another one, as a line would that is long, or that is cut. Bandwidth is not limited: as much as one
 * likes is under way at once. Thread-safe.
 */
public final class TcpLine implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int to;
    private final long delayNanos;
    private long untilCut;

    /** Bytes, and when they are due by {@link System#nanoTime}. No bytes: the end. */
    private static final class Parcel {
        private final byte[] bytes;
        private final long due;

        Parcel(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private TcpLine(int to, long delayNanos, long untilCut) throws IOException {
        this.to = to;
        this.delayNanos = delayNanos;
        this.untilCut = untilCut;
        start(this::accept);
    }

    /**
     * A line over which everything comes later.
     *
     * @param to a port of 127.0.0.1
     * @param roundTrip half of it each way
     */
    public static TcpLine delayed(int to, Duration roundTrip) throws IOException {
        return new TcpLine(to, roundTrip.toNanos() / 2, Long.MAX_VALUE);
    }

    /**
     * A line that is cut once: the connection over which more is sent than that, all connections counted, ends there, and later ones
     * don't.
     *
     * @param to a port of 127.0.0.1
     * @param bytes how many get there first
     */
    public static TcpLine cut(int to, long bytes) throws IOException {
        return new TcpLine(to, 0, bytes);
    }

    /** Where to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                pass(near, far, true);
                pass(far, near, false);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pass(Socket from, Socket onward, boolean counts) {
        BlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>();
        start(() -> take(from, underWay, counts));
        start(() -> give(onward, underWay));
    }

    private void take(Socket from, BlockingQueue<Parcel> underWay, boolean counts) {
        byte[] buffer = new byte[CHUNK];
        try (from) {
            InputStream in = from.getInputStream();
            int read = in.read(buffer);
            while (read >= 0 && (!counts || mayPass(read))) {
                underWay.add(new Parcel(Arrays.copyOf(buffer, read), System.nanoTime() + delayNanos));
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        underWay.add(new Parcel(new byte[0], System.nanoTime() + delayNanos));
    }

    private synchronized boolean mayPass(int bytes) {
        boolean whole = untilCut >= 0;
        untilCut -= bytes;
        return !whole || untilCut >= 0;
    }

    private static void give(Socket onward, BlockingQueue<Parcel> underWay) {
        try (onward) {
            OutputStream out = onward.getOutputStream();
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

    /** Takes no more connections; those there are end by themselves. */
    @Override
    public void close() throws IOException {
        listener.close();
    }
}
