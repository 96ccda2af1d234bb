package dev.failover.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text as zone files and vendors write it: strings in quotes, of 255 bytes at most, which are one value to a reader (RFC 1035, sections
 * 3.3 and 5.1). A backslash makes what follows plain; three digits after it are a byte.
 */
public enum QuotedText {
    /** With the digits of RFC 1035. */
    DECIMAL(10),
    /** With those of Route 53. */
    OCTAL(8);

    private static final int MAX_STRING = 255;
    private static final int DIGITS = 3;

    private final int radix;

    QuotedText(int radix) {
        this.radix = radix;
    }

    /** A value in quotes; several strings, with a blank between them, if it does not fit into one. */
    public String quote(String value) {
        return strings(value).stream().collect(Collectors.joining("\" \"", "\"", "\""));
    }

    /** A value's strings, escaped, without quotes; at least one. */
    public List<String> strings(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        List<String> strings = new ArrayList<>();
        for (int from = 0; from == 0 || from < bytes.length; from += MAX_STRING) {
            StringBuilder string = new StringBuilder();
            for (int i = from; i < Math.min(from + MAX_STRING, bytes.length); i++) {
                string.append(escape(bytes[i] & 0xff));
            }
            strings.add(string.toString());
        }
        return strings;
    }

    private String escape(int code) {
        if (code == '"' || code == '\\') {
            return "\\" + (char) code;
        }
        return code >= ' ' && code <= '~'
                ? String.valueOf((char) code)
                : String.format(Locale.ROOT, radix == 8 ? "\\%03o" : "\\%03d", code);
    }

    /** The value that strings in quotes are; what stands between them is left out. */
    public String unquote(String quoted) {
        return unescape(quoted, false);
    }

    /** Text that is not in quotes, without its escapes. */
    public String unescape(String text) {
        return unescape(text, true);
    }

    private String unescape(String text, boolean inside) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean taken = inside;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && !inside) {
                taken = !taken;
            } else if (taken && c == '\\' && isByte(text, i + 1)) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 1 + DIGITS), radix));
                i += DIGITS;
            } else if (taken) {
                int from = c == '\\' && i + 1 < text.length() ? ++i : i;
                i = text.offsetByCodePoints(from, 1) - 1;
                bytes.writeBytes(text.substring(from, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private boolean isByte(String text, int from) {
        return from + DIGITS <= text.length()
                && text.substring(from, from + DIGITS).chars().allMatch(c -> c >= '0' && c < '0' + radix)
                && Integer.parseInt(text.substring(from, from + DIGITS), radix) <= 0xff;
    }
}
