package dev.failover.internal.io;

import java.net.ProtocolException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an HTTP answer ends, in the cases in which OkHttp stumbles over what others take. Holds nothing. */
public final class HttpFraming {
    private HttpFraming() {}

    /**
     * Sees to it that a body's length is one: digits, and the same ones if it is given several times (RFC 9110, section 8.6).
     *
     * @param transferEncoding null if there is none; otherwise the length doesn't count (RFC 9112, section 6.3)
     * @param contentLengths of all headers of that name
     * @throws ProtocolException if it is none
     */
    public static void checkLength(@Nullable String transferEncoding, List<String> contentLengths)
            throws ProtocolException {
        if (contentLengths.isEmpty() || contentLengths.size() == 1 && isLength(contentLengths.get(0))) {
            // As nearly every answer has it: a check asks that often that a pattern would be dear.
            return;
        }
        List<String> lengths = contentLengths.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
        boolean sound = lengths.size() <= 1 && lengths.stream().allMatch(HttpFraming::isLength);
        if (transferEncoding == null && !sound) {
            throw new ProtocolException("Content-Length is " + String.join(", ", contentLengths));
        }
    }

    /** 1 to 18 digits: as many as surely fit into a long. */
    private static boolean isLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 18;
    }

    /**
     * Whether an answer to a request other than HEAD ends with its headers, whatever length these announce (RFC 9110, sections 8.6,
     * 15.3.5 and 15.3.6).
     */
    public static boolean endsWithItsHeaders(int status) {
        return status == 204 || status == 205 || status == 304;
    }
}
