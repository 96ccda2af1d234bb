package dev.failover.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads text that others wrote, bounded: a configuration may name any path of the machine. */
final class SmallFile {
    private SmallFile() {}

    /**
     * The text of a regular file. A device or a pipe, which may have no end or never begin, is not opened; neither is a file of the
     * kernel's that says it is empty and waits for what is to come.
     *
     * @throws IOException if it is anything else, is longer, or is no UTF-8 ({@link java.nio.charset.CharacterCodingException})
     */
    static String read(Path file, int maxBytes) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new IOException("it is a directory");
        }
        if (!attributes.isRegularFile()) {
            throw new IOException("it is not a regular file");
        }
        return attributes.size() == 0 ? "" : readAny(file, maxBytes);
    }

    /**
     * The text of whatever it is, up to its end.
     *
     * @throws IOException if it is longer, or is no UTF-8 ({@link java.nio.charset.CharacterCodingException})
     */
    static String readAny(Path file, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException("it is longer than " + maxBytes + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}
