package dev.failover.postgresql;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The way to a server, on which what is said in the clear is understood well enough to go wrong at a chosen moment. */
final class Line implements AutoCloseable {
    /** What becomes of whoever connects. */
    enum Mode {
        PASS,
        HANG,
        NONSENSE,
        STARTING
    }

    /** Something to do just before a write passes. */
    interface Before {
        void run() throws Exception;
    }

    private final int to;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong writes = new AtomicLong();
    private volatile ServerSocket listener;
    private volatile Mode mode = Mode.PASS;
    private volatile @Nullable Before beforeNextWrite;
    private volatile boolean losing;

    Line(int to) throws IOException {
        this.to = to;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = listener.getLocalPort();
        accept(listener);
    }

    int port() {
        return port;
    }

    long writes() {
        return writes.get();
    }

    /** From now on; who is connected is cut off, unless all that is to happen is nothing. */
    void mode(Mode wanted) {
        mode = wanted;
        if (wanted != Mode.HANG) {
            cut();
        }
    }

    void cut() {
        for (Socket socket : sockets) {
            close(socket);
        }
    }

    void vanish() throws IOException {
        listener.close();
        cut();
    }

    void beforeNextWrite(Before action) {
        beforeNextWrite = action;
    }

    void loseNextAnswer() {
        losing = true;
    }

    void heal() throws IOException {
        mode(Mode.PASS);
        losing = false;
        beforeNextWrite = null;
        if (listener.isClosed()) {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            accept(listener);
        }
    }

    private void accept(ServerSocket from) {
        thread(() -> {
            while (true) {
                Socket near = from.accept();
                sockets.add(near);
                near.setTcpNoDelay(true);
                switch (mode) {
                    case PASS, HANG -> pass(near);
                    case NONSENSE -> thread(() -> nonsense(near));
                    case STARTING -> thread(() -> starting(near));
                }
            }
        });
    }

    private void pass(Socket near) throws IOException {
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        far.setTcpNoDelay(true);
        sockets.add(far);
        boolean[] swallows = new boolean[1];
        thread(() -> copy(near, far, text -> {
            if (text.contains("UPDATE ") || text.contains("INSERT INTO ")) {
                writes.incrementAndGet();
                swallows[0] = losing;
                Before action = beforeNextWrite;
                beforeNextWrite = null;
                if (action != null) {
                    action.run();
                }
            }
            return true;
        }));
        thread(() -> copy(far, near, text -> {
            // That the table is missing is said before anything is written.
            swallows[0] &= !text.contains("C42P01");
            if (!swallows[0]) {
                return true;
            }
            losing = false;
            return false;
        }));
    }

    private interface Passing {
        boolean mayPass(String text) throws Exception;
    }

    private void copy(Socket from, Socket onward, Passing passing) throws Exception {
        byte[] buffer = new byte[1 << 17];
        try (from;
                onward) {
            InputStream in = from.getInputStream();
            OutputStream out = onward.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!passing.mayPass(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    return;
                }
                if (mode != Mode.HANG) {
                    out.write(buffer, 0, read);
                }
            }
        }
    }

    private static void nonsense(Socket near) throws IOException {
        try (near) {
            near.getInputStream().read(new byte[64]);
            near.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\n\r\n<html>All is well</html>".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * What a server says that is not ready yet.
     *
     * @see <a href="https://www.postgresql.org/docs/15/protocol-message-formats.html">SSLRequest, ErrorResponse</a>
     */
    private static void starting(Socket near) throws IOException {
        try (near) {
            DataInputStream in = new DataInputStream(near.getInputStream());
            while (true) {
                int length = in.readInt();
                byte[] rest = in.readNBytes(length - 4);
                if (length > 8) {
                    break;
                }
                near.getOutputStream().write('N');
                near.getOutputStream().flush();
                if (rest.length < 4) {
                    return;
                }
            }
            byte[] fields = "SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
                    .getBytes(StandardCharsets.US_ASCII);
            OutputStream out = near.getOutputStream();
            out.write('E');
            out.write(new byte[] {0, 0, 0, (byte) (fields.length + 4)});
            out.write(fields);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Cut.
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Then it is closed.
        }
    }

    @Override
    public void close() throws IOException {
        vanish();
    }
}
