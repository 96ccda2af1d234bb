package dev.failover.examples.agent.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** How requests and replies travel: one line of JSON each way over a loopback connection, which then ends. */
final class Wire {
    /** A status of a thousand services fits. */
    private static final int MAX_LINE = 16 << 20;

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    /** What a client sends. */
    record Envelope(String token, ControlRequest request) {
        boolean isWhole() {
            return token != null && request != null && request.verb() != null;
        }
    }

    private Wire() {}

    static void send(Socket socket, Object message) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((GSON.toJson(message) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * @throws IOException if no whole line of that type comes in time
     */
    static <T> T receive(Socket socket, Class<T> type, Duration timeout) throws IOException {
        String line = line(socket, timeout);
        try {
            T message = GSON.fromJson(line, type);
            if (message != null) {
                return message;
            }
        } catch (JsonParseException e) {
            throw new IOException("it says something else than expected", e);
        }
        throw new IOException("it says nothing");
    }

    private static String line(Socket socket, Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        while (true) {
            // A deadline for the whole line, however slowly its parts arrive.
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(buffer[i]);
            }
            if (line.size() > MAX_LINE) {
                throw new IOException("the line is too long");
            }
        }
    }
}
