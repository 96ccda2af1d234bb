package dev.failover.sftp;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names as the bytes they are, in strings with a character per byte ("raw" names). A {@link Path} keeps the bytes it was
 * made of, but shows them only in the JVM's own encoding, which in a POSIX locale has no bytes above 127. Its URI has
 * them all, whatever the locale.
 */
final class RawNames {
    /** More of a path than is read. */
    private static final int SHOWN = 300;

    private static final String HEX = "0123456789ABCDEF";

    private RawNames() {}

    /** The raw name of the last element of a path. */
    static String ofName(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        if (isAscii(text)) {
            return text;
        }
        String whole = decode(path.toUri().getRawPath());
        String trimmed = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }

    /** The raw name of a relative path, its elements joined by slashes; empty for the empty path. */
    static String ofPath(Path path) {
        StringBuilder raw = new StringBuilder();
        for (Path element : path) {
            raw.append(raw.isEmpty() ? "" : "/").append(ofName(element));
        }
        return raw.toString();
    }

    /** The target of a link, which may be absolute, end with a slash or be anything else. */
    static String ofLink(Path target) {
        String text = target.toString();
        if (isAscii(text)) {
            return text;
        }
        return (target.isAbsolute() ? "/" : "") + ofPath(target);
    }

    /** The path below {@code root} that a raw name stands for. */
    static Path resolve(Path root, String raw) {
        if (isAscii(raw)) {
            return root.resolve(raw);
        }
        StringBuilder uri = new StringBuilder(root.toUri().getRawPath());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        return Path.of(URI.create("file://" + encode(raw, uri)));
    }

    /** The raw name that a text stands for, whatever the locale: servers take names in UTF-8 nearly everywhere. */
    static String ofText(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** How a raw name reads in a message: what would not be seen as it is, is written out, and the end of a long one left out. */
    static String show(String raw) {
        String text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN).forEach(c -> {
            if (isSeen(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append("\\x").append(Integer.toHexString(c));
            }
        });
        return text.codePointCount(0, text.length()) > SHOWN ? shown + "…" : shown.toString();
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static String decode(String encoded) {
        StringBuilder raw = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                raw.append((char) Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                raw.append(c);
            }
        }
        return raw.toString();
    }

    private static String encode(String raw, StringBuilder encoded) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c < 128 && Character.isLetterOrDigit(c) || c == '/') {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }
}
