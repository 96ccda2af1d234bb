package dev.failover.internal.storage;

import dev.failover.component.RejectedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How a log lies in its file: the line {@code failover-log 1}, then one line per entry, which is the CRC-32C
 * (RFC 3720, appendix B.4) of the entry's UTF-8 bytes as eight hexadecimal digits, a space, their number, a space, and the
 * bytes themselves.
 */
final class LogFormat {
    static final int MAX_ENTRY_BYTES = 1 << 20;
    private static final int VERSION = 1;
    private static final byte[] HEADER = ("failover-log " + VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final Pattern HEADER_LINE = Pattern.compile("failover-log ([1-9]\\d{0,8})");
    /** Checksum, space, at most seven digits of length, space. */
    private static final int MAX_PREFIX_BYTES = 8 + 1 + 7 + 1;

    /** The least that disks write at once; it is written as a whole or not at all. */
    private static final int BLOCK = 512;

    private LogFormat() {}

    /**
     * What a file holds.
     *
     * @param entries the complete ones
     * @param length of the file up to the last complete entry; 0 if not even the first line is complete
     * @param torn whether the beginning of one more entry, or of the first line, follows
     */
    record Content(List<String> entries, int length, boolean torn) {}

    static byte[] file(List<String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEADER);
        entries.forEach(entry -> bytes.writeBytes(line(entry)));
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if the entry is too long or holds a newline */
    static byte[] line(String entry) {
        if (entry.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("an entry must not contain a newline");
        }
        byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an entry must not be longer than " + MAX_ENTRY_BYTES + " bytes, but has " + bytes.length);
        }
        return line(bytes, 0, bytes.length);
    }

    private static byte[] line(byte[] bytes, int from, int to) {
        byte[] prefix = (checksum(bytes, from, to) + " " + (to - from) + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(prefix, prefix.length + (to - from) + 1);
        System.arraycopy(bytes, from, line, prefix.length, to - from);
        line[line.length - 1] = '\n';
        return line;
    }

    private static String checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** @throws RejectedException if it is no log, of a newer version, or damaged elsewhere than in its last line */
    static Content parse(Path file, byte[] bytes) {
        int newline = indexOf(bytes, 0, '\n');
        if (newline < 0 && Arrays.equals(bytes, Arrays.copyOf(HEADER, bytes.length))) {
            return new Content(List.of(), 0, bytes.length > 0);
        }
        checkHeader(file, new String(bytes, 0, Math.max(0, Math.min(newline, 64)), StandardCharsets.US_ASCII));
        List<String> entries = new ArrayList<>();
        int start = newline + 1;
        while (start < bytes.length) {
            newline = indexOf(bytes, start, '\n');
            int entry = entryWithin(bytes, start, newline);
            if (entry < 0) {
                if (!mayBeTorn(bytes, start, newline)) {
                    throw damaged(file, entries.size() + 2);
                }
                return new Content(List.copyOf(entries), start, true);
            }
            entries.add(new String(bytes, entry, newline - entry, StandardCharsets.UTF_8));
            start = newline + 1;
        }
        return new Content(List.copyOf(entries), start, false);
    }

    private static void checkHeader(Path file, String line) {
        Matcher header = HEADER_LINE.matcher(line);
        if (!header.matches()) {
            throw new RejectedException(file + ": line 1 does not say that this is a log of this library; nothing was"
                    + " changed. Restore the file from a backup, or move it away to start without it.");
        }
        if (Integer.parseInt(header.group(1)) > VERSION) {
            throw new RejectedException(
                    "%s is in format %s, which is newer than this version of the library knows (%s);"
                                    .formatted(file, header.group(1), VERSION)
                            + " nothing was changed. Use the newer version again.");
        }
    }

    private static RejectedException damaged(Path file, int line) {
        return new RejectedException(
                "%s: line %s is damaged, and it is not one that a crash left incomplete; nothing was"
                                .formatted(file, line)
                        + " changed. Restore the file from a backup, or move it away to start without it.");
    }

    /** Where the entry of the line from {@code start} to {@code newline} begins; -1 if the line is not as it was written. */
    private static int entryWithin(byte[] bytes, int start, int newline) {
        int entry = entryAfterPrefix(bytes, start);
        if (newline < 0 || entry < 0 || entry > newline) {
            return -1;
        }
        byte[] expected = line(bytes, entry, newline);
        return Arrays.equals(expected, 0, expected.length, bytes, start, newline + 1) ? entry : -1;
    }

    /**
     * Only one line is ever being written, so what a crash leaves incomplete is the file's last one. One that has its newline is
     * complete, and damaged if it is not as it was written, unless whole blocks of it never reached the disk.
     */
    private static boolean mayBeTorn(byte[] bytes, int start, int newline) {
        return newline < 0
                ? !isMoreThanOneLine(bytes, start)
                : newline == bytes.length - 1 && lacksBlock(bytes, start, newline);
    }

    /** Whether more follows than the line that begins there says that it has: several lines run into one by damage. */
    private static boolean isMoreThanOneLine(byte[] bytes, int start) {
        int entry = entryAfterPrefix(bytes, start);
        if (entry < 0) {
            return bytes.length - start > MAX_PREFIX_BYTES + MAX_ENTRY_BYTES;
        }
        String[] prefix = new String(bytes, start, entry - 1 - start, StandardCharsets.US_ASCII).split(" ", -1);
        if (prefix.length != 2 || !prefix[1].matches("\\d{1,7}")) {
            return false;
        }
        int end = entry + Integer.parseInt(prefix[1]);
        return bytes.length > end + 1
                || bytes.length == end + 1 && checksum(bytes, entry, end).equals(prefix[0]);
    }

    /** A block that was not written reads as zeros, from its boundary or the line's start up to its end. */
    private static boolean lacksBlock(byte[] bytes, int start, int newline) {
        for (int from = start; from < newline; from += BLOCK - from % BLOCK) {
            int end = from + BLOCK - from % BLOCK;
            boolean empty = end <= newline;
            for (int i = from; empty && i < end; i++) {
                empty = bytes[i] == 0;
            }
            if (empty) {
                return true;
            }
        }
        return false;
    }

    private static int entryAfterPrefix(byte[] bytes, int start) {
        int first = indexOf(bytes, start, ' ');
        int second = first < 0 ? -1 : indexOf(bytes, first + 1, ' ');
        return second < 0 || second - start > MAX_PREFIX_BYTES ? -1 : second + 1;
    }

    private static int indexOf(byte[] bytes, int from, char wanted) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
