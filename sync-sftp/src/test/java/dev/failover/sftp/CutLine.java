package dev.failover.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port that leads to another. The connection over which the so many-th byte is sent there is cut, and no other. */
final class CutLine implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int to;
    private long left;

    CutLine(int to, long bytes) throws IOException {
        this.to = to;
        this.left = bytes;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cut-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
                start(() -> carry(near, far, true));
                start(() -> carry(far, near, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void carry(Socket from, Socket onward, boolean counts) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                onward;
                InputStream in = from.getInputStream();
                OutputStream out = onward.getOutputStream()) {
            int read = in.read(buffer);
            while (read >= 0 && (!counts || spend(read))) {
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // Cut by the other direction.
        }
    }

    private synchronized boolean spend(int bytes) {
        boolean before = left >= 0;
        left -= bytes;
        return !before || left >= 0;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
