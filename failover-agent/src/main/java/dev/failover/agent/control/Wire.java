package dev.failover.agent.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.failover.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * How requests and replies travel: one line of JSON each way over a connection, which then ends. Each way has a deadline for the
 * whole line, however slowly its parts arrive or are taken, and a length.
 */
final class Wire {
    /** A name, a reason and some numbers fit. */
    static final int LONGEST_REQUEST = 8 << 10;
    /** A status of a thousand services fits. */
    static final int LONGEST_REPLY = 16 << 20;
    /** As much as is taken at a time. */
    private static final int PIECE = 64 << 10;

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Wire() {}

    /** A message as it travels. */
    static ByteBuffer line(Object message) {
        return StandardCharsets.UTF_8.encode(GSON.toJson(message) + "\n");
    }

    /** @throws IOException if the other side has not taken it in time */
    static void send(SocketChannel channel, ByteBuffer line, Deadline deadline) throws IOException {
        try (Selector selector = selector(channel, SelectionKey.OP_WRITE)) {
            while (line.hasRemaining()) {
                if (channel.write(line) == 0) {
                    await(selector, deadline);
                }
            }
        }
    }

    /**
     * @param longest how many bytes a line may have
     * @throws IOException if no whole line of that type comes in time
     */
    static <T> T receive(SocketChannel channel, Class<T> type, int longest, Deadline deadline) throws IOException {
        String line = line(channel, longest, deadline);
        try {
            T message = GSON.fromJson(line, type);
            if (message != null) {
                return message;
            }
        } catch (JsonParseException e) {
            throw new IOException("it says something else than expected");
        }
        throw new IOException("it says nothing");
    }

    private static String line(SocketChannel channel, int longest, Deadline deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] piece = new byte[Math.min(longest, PIECE)];
        ByteBuffer buffer = ByteBuffer.wrap(piece);
        try (Selector selector = selector(channel, SelectionKey.OP_READ)) {
            while (true) {
                int read = channel.read(buffer.clear());
                if (read < 0) {
                    throw new IOException("the connection ended");
                }
                if (read == 0) {
                    await(selector, deadline);
                    continue;
                }
                int end = 0;
                while (end < read && piece[end] != '\n') {
                    end++;
                }
                if (end > longest - line.size()) {
                    throw new IOException("the line is longer than " + longest + " bytes");
                }
                line.write(piece, 0, end);
                if (end < read) {
                    return line.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    private static Selector selector(SocketChannel channel, int operation) throws IOException {
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, operation);
        return selector;
    }

    private static void await(Selector selector, Deadline deadline) throws IOException {
        long left = deadline.left().toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        selector.select(left);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted");
        }
    }
}
