package dev.failover.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Answers that begin like HTTP and then never come to anything. */
public final class EndlessAnswers {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** What it begins with, and what follows for ever, a byte each character. */
    public record Endless(String begin, String rest) {
        /** Sends it until the other side hangs up. */
        public void send(Socket connection, AtomicLong sent) throws IOException {
            OutputStream out = connection.getOutputStream();
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            byte[] more = rest.getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                out.write(more);
                sent.addAndGet(more.length);
            }
        }
    }

    private EndlessAnswers() {}

    /** Those whose end is a matter of framing, by name. */
    public static Map<String, Endless> all() {
        Map<String, Endless> all = new LinkedHashMap<>();
        all.put("a status line", new Endless("HTTP/1.1 200 ", "x".repeat(8192)));
        all.put("a header", new Endless("HTTP/1.1 200 OK\r\nX: ", "x".repeat(8192)));
        all.put("headers", new Endless("HTTP/1.1 200 OK\r\n", "X: y\r\n".repeat(1000)));
        all.put("early hints", new Endless("", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(300)));
        all.put("a chunk's extension", new Endless(CHUNKED + "5;", "x".repeat(8192)));
        all.put("a chunk's size", new Endless(CHUNKED, "0".repeat(8192)));
        all.put("a chunk's extension after some body", new Endless(CHUNKED + "5\r\nhello\r\n5;", "x".repeat(8192)));
        all.put("a trailer", new Endless(CHUNKED + "5\r\nhello\r\n0\r\nX: ", "x".repeat(8192)));
        all.put("trailers", new Endless(CHUNKED + "5\r\nhello\r\n0\r\n", "X: y\r\n".repeat(1000)));
        all.put(
                "a name in gzip",
                new Endless(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\b\b\0\0\0\0\0\0",
                        "x".repeat(8192)));
        all.put(
                "empty blocks in gzip",
                new Endless(
                        "HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\0",
                        "\0\0\0\u00ff\u00ff".repeat(1000)));
        return all;
    }
}
