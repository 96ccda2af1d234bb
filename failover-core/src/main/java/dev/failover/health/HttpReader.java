package dev.failover.health;

import dev.failover.internal.io.BoundedSockets;
import dev.failover.internal.io.EndlessInputException;
import dev.failover.internal.io.HttpFraming;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of HTTP/1.1 (RFC 9112) piece by piece as it comes, until its body has ended or is as long as anybody wants to know.
 * It is as lenient as OkHttp, which reads what the engine does not. Not thread-safe.
 */
final class HttpReader {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    /** What comes before a status; the last is said by radio stations. */
    private static final String[] VERSIONS = {"HTTP/1.1 ", "HTTP/1.0 ", "ICY "};
    /** All that anybody asks for. */
    private static final String[] NAMES = {
        "Content-Encoding", "Content-Length", "Content-Type", "Location", "Transfer-Encoding"
    };
    /** As many digits as surely fit into a long. */
    private static final int LONGEST_LENGTH = 18;

    private static final byte[] NOTHING = {};
    private static final Pattern CHUNK_SIZE = Pattern.compile("0*([0-9a-fA-F]{1,15})\\s*(?:;.*)?", Pattern.DOTALL);

    private final boolean toHead;
    private final boolean unpacks;
    private final int bodyLimit;
    private final boolean keepsBody;
    private final List<Header> headers = new ArrayList<>();
    private State state = State.STATUS;
    /** The beginning of a line of which the rest has not come. */
    private byte[] line = NOTHING;

    private int lineLength;
    /** How much came since the last byte of the body. */
    private int framing;

    private int status;
    /** Of the body, or of its chunk. */
    private long left;

    private @Nullable BodyReader body;

    private record Header(String name, String value) {}

    private enum State {
        STATUS,
        HEADERS,
        /** A body as long as the headers say. */
        FIXED,
        /** A body that ends with the connection. */
        OPEN,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    /**
     * @param toHead whether the request was HEAD: then no answer has a body
     * @param unpacks whether a body that is packed by gzip is unpacked, as the request offered
     * @param bodyLimit how much of the body, once unpacked, is wanted
     * @param keepsBody whether anybody will look at it
     */
    HttpReader(boolean toHead, boolean unpacks, int bodyLimit, boolean keepsBody) {
        this.toHead = toHead;
        this.unpacks = unpacks;
        this.bodyLimit = bodyLimit;
        this.keepsBody = keepsBody;
    }

    int status() {
        return status;
    }

    /** The last one of that name, which is one of {@link #NAMES}; null if there is none. */
    @Nullable
    String header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return headers.get(i).value();
            }
        }
        return null;
    }

    private List<String> all(String name) {
        List<String> all = new ArrayList<>();
        for (Header header : headers) {
            if (header.name().equals(name)) {
                all.add(header.value());
            }
        }
        return all;
    }

    /** What was kept of the body. */
    byte[] body() {
        return body == null ? NOTHING : body.bytes();
    }

    /** Whether all headers have come. */
    boolean isInBody() {
        return state.compareTo(State.HEADERS) > 0;
    }

    /** Reads on. Returns whether all that is wanted has come. */
    boolean read(ByteBuffer piece) throws IOException {
        while (state != State.DONE && piece.hasRemaining()) {
            switch (state) {
                case FIXED, CHUNK -> left -= take(piece, (int) Math.min(left, piece.remaining()));
                case OPEN -> take(piece, piece.remaining());
                default -> readLine(piece);
            }
            if (left == 0 && state == State.FIXED) {
                endBody();
            } else if (left == 0 && state == State.CHUNK) {
                state = State.CHUNK_END;
            }
        }
        return state == State.DONE;
    }

    /** The peer said its last. */
    void end() throws IOException {
        if (state == State.OPEN) {
            endBody();
        } else if (state != State.DONE) {
            EOFException early = new EOFException("unexpected end of stream");
            if (state == State.STATUS) {
                early.initCause(new EOFException("content=" + HexFormat.of().formatHex(line, 0, lineLength)));
            }
            throw early;
        }
    }

    private int take(ByteBuffer piece, int length) throws IOException {
        BodyReader reader = Objects.requireNonNull(body);
        int before = reader.length();
        reader.read(piece.array(), piece.arrayOffset() + piece.position(), length);
        piece.position(piece.position() + length);
        // What unpacks to nothing is framing, too.
        count(reader.length() > before ? -framing : length);
        if (reader.isFull()) {
            state = State.DONE;
        }
        return length;
    }

    private void count(int bytes) throws EndlessInputException {
        framing += bytes;
        if (framing > BoundedSockets.LIMIT) {
            throw new EndlessInputException(BoundedSockets.LIMIT);
        }
    }

    private void endBody() throws IOException {
        Objects.requireNonNull(body).end();
        state = State.DONE;
    }

    private void readLine(ByteBuffer piece) throws IOException {
        byte[] bytes = piece.array();
        int from = piece.arrayOffset() + piece.position();
        int most = from + piece.remaining();
        int end = from;
        while (end < most && bytes[end] != '\n') {
            end++;
        }
        boolean whole = end < most;
        int taken = end - from + (whole ? 1 : 0);
        piece.position(piece.position() + taken);
        count(taken);
        if (whole && lineLength == 0) {
            follow(bytes, from, end);
            return;
        }
        keep(bytes, from, end);
        if (whole) {
            int length = lineLength;
            lineLength = 0;
            follow(line, 0, length);
        }
    }

    private void keep(byte[] bytes, int from, int end) {
        int length = lineLength + end - from;
        if (length > line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        System.arraycopy(bytes, from, line, lineLength, end - from);
        lineLength = length;
    }

    private void follow(byte[] bytes, int from, int to) throws IOException {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        switch (state) {
            case STATUS -> {
                status = statusOf(text(bytes, from, end));
                state = State.HEADERS;
            }
            case HEADERS -> {
                if (end == from) {
                    endHeaders();
                } else {
                    addHeader(bytes, from, end);
                }
            }
            case CHUNK_SIZE -> beginChunk(text(bytes, from, end));
            case CHUNK_END -> state = State.CHUNK_SIZE;
            case TRAILERS -> {
                if (end == from) {
                    endBody();
                }
            }
            default -> throw new IllegalStateException("no line is read in " + state);
        }
    }

    private static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static int statusOf(String line) throws ProtocolException {
        for (String version : VERSIONS) {
            int end = version.length() + 3;
            if (line.startsWith(version)
                    && digits(line, version.length(), 3) == 3
                    && (line.length() == end || line.charAt(end) == ' ')) {
                return Integer.parseInt(line, version.length(), end, 10);
            }
        }
        throw new ProtocolException("Unexpected status line: " + line);
    }

    /** How many there are in a row, and at most. */
    private static int digits(String text, int from, int most) {
        int end = from;
        while (end < text.length() && end - from < most && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end - from;
    }

    private void addHeader(byte[] bytes, int from, int end) {
        for (String name : NAMES) {
            int colon = from + name.length();
            if (colon < end && bytes[colon] == ':' && isName(name, bytes, from)) {
                headers.add(new Header(name, text(bytes, colon + 1, end).strip()));
                return;
            }
        }
    }

    /** In letters of any case (RFC 9110, section 5.1). */
    private static boolean isName(String name, byte[] bytes, int from) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.toLowerCase(name.charAt(i)) != Character.toLowerCase(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    private void endHeaders() throws IOException {
        if (status < 200 && status != SWITCHING_PROTOCOLS) {
            // Another one follows (RFC 9110, section 15.2).
            headers.clear();
            state = State.STATUS;
            return;
        }
        if (status < 200 || status == PROXY_AUTHENTICATION_REQUIRED || HttpFraming.endsWithItsHeaders(status)) {
            state = State.DONE;
            return;
        }
        String encoding = header("Transfer-Encoding");
        HttpFraming.checkLength(encoding, all("Content-Length"));
        body = new BodyReader(bodyLimit, keepsBody, unpacks && "gzip".equalsIgnoreCase(header("Content-Encoding")));
        if (toHead || body.isFull()) {
            state = State.DONE;
        } else if ("chunked".equalsIgnoreCase(encoding)) {
            state = State.CHUNK_SIZE;
        } else {
            beginPlainBody();
        }
    }

    private void beginPlainBody() throws IOException {
        String length = header("Content-Length");
        int digits = length == null ? 0 : digits(length, 0, LONGEST_LENGTH);
        if (length == null || digits == 0) {
            state = State.OPEN;
            return;
        }
        state = State.FIXED;
        left = Long.parseLong(length, 0, digits, 10);
        if (left == 0) {
            endBody();
        }
    }

    private void beginChunk(String whole) throws IOException {
        Matcher size = CHUNK_SIZE.matcher(whole);
        if (!size.matches()) {
            throw new ProtocolException("instead of a chunk's size there is " + whole);
        }
        left = Long.parseLong(size.group(1), 16);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    /** Nothing more is read. */
    void close() {
        if (body != null) {
            body.close();
        }
    }
}
