package dev.failover.route53;

import dev.failover.dns.RecordType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A record's value, as Route 53 writes it in {@code Value} and as {@link dev.failover.dns.RecordSet} has it. */
final class RecordValue {
    /** A character string has 255 bytes at most (RFC 1035, section 3.3). */
    private static final int MAX_STRING = 255;

    private RecordValue() {}

    static String write(RecordType type, String value) {
        return type == RecordType.TXT ? quote(value) : value;
    }

    static String read(RecordType type, String value) {
        return type == RecordType.TXT && value.startsWith("\"") ? unquote(value) : value;
    }

    /** Text beyond one string becomes several, which are one value to a reader. */
    private static String quote(String value) {
        StringBuilder text = new StringBuilder("\"");
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0 && i % MAX_STRING == 0) {
                text.append("\" \"");
            }
            byte b = bytes[i];
            if (b == '"' || b == '\\') {
                text.append('\\').append((char) b);
            } else if (b >= ' ' && b <= '~') {
                text.append((char) b);
            } else {
                text.append(Octal.escape(b));
            }
        }
        return text.append('"').toString();
    }

    /** The quoted strings joined. */
    private static String unquote(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean inside = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                inside = !inside;
            } else if (inside && c == '\\' && Octal.isEscape(value, i)) {
                bytes.write(Octal.value(value, i));
                i += Octal.DIGITS;
            } else if (inside) {
                boolean escape = c == '\\' && i + 1 < value.length();
                bytes.writeBytes(String.valueOf(escape ? value.charAt(++i) : c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
