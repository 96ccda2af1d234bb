package dev.failover.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a bucket's words look like where they are more than an object: lists, parts of objects, bodies in signed chunks.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">lists</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">chunks</a>
 */
final class S3ImitationWire {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private S3ImitationWire() {}

    /** Objects by their keys, those below a prefix. */
    static String list(Map<String, byte[]> objects, String prefix) {
        StringBuilder text = new StringBuilder(
                "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>");
        objects.forEach((key, content) -> {
            if (key.startsWith(prefix)) {
                text.append(
                        "<Contents><Key>%s</Key><LastModified>2026-11-30T08:00:00.000Z</LastModified><Size>%s</Size></Contents>"
                                .formatted(key, content.length));
            }
        });
        return text.append("</ListBucketResult>").toString();
    }

    /** The bytes from one to another, which is the last that is wanted; all from there on if it is left out. */
    static byte[] part(byte[] content, String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(range);
        }
        int from = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2).isEmpty() ? content.length - 1 : Integer.parseInt(matcher.group(2));
        return Arrays.copyOfRange(content, from, Math.min(content.length, last + 1));
    }

    /** What a body in chunks holds. Their signatures are not looked at. */
    static byte[] unchunked(byte[] body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (body[end] != '\r') {
                end++;
            }
            String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(head.replaceFirst(";.*", ""), 16);
            if (length == 0) {
                return content.toByteArray();
            }
            content.write(body, end + 2, length);
            at = end + 2 + length + 2;
        }
    }
}
