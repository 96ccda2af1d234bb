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
        List<String> lengths = contentLengths.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
        boolean sound = lengths.size() <= 1 && lengths.stream().allMatch(length -> length.matches("[0-9]{1,18}"));
        if (transferEncoding == null && !sound) {
            throw new ProtocolException("Content-Length is " + String.join(", ", contentLengths));
        }
    }

    /**
     * Whether an answer to a request other than HEAD ends with its headers, whatever length these announce (RFC 9110, sections 8.6,
     * 15.3.5 and 15.3.6).
     */
    public static boolean endsWithItsHeaders(int status) {
        return status == 204 || status == 205 || status == 304;
    }
}
