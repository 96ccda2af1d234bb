package dev.failover.agent.evidence;

import dev.failover.component.UnavailableException;
import dev.failover.s3.S3Files;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * In a bucket, where nothing is ever replaced. A longer file is there in parts.
 *
 * @param part bytes of an object, at most {@link S3Files#MOST_KEPT}
 */
record BucketCopy(S3Files bucket, int part) implements EvidenceCopy {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Override
    public String where() {
        return bucket.toString();
    }

    @Override
    public void make(Original original) throws InterruptedException {
        Deadline deadline = Deadline.in(TIMEOUT);
        for (Map.Entry<String, String> file : original.hashes().entrySet()) {
            try {
                keep(original, file.getKey(), file.getValue(), deadline);
            } catch (IOException e) {
                throw new UnavailableException("%s can't be read: %s".formatted(original.file(file.getKey()), e), e);
            }
        }
    }

    private void keep(Original original, String name, String hash, Deadline deadline)
            throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        String object = original.id() + "/" + name;
        try (InputStream content = Files.newInputStream(original.file(name), LinkOption.NOFOLLOW_LINKS)) {
            byte[] now = content.readNBytes(part);
            byte[] next = content.readNBytes(part);
            boolean whole = next.length == 0;
            for (int number = 1; number == 1 || now.length > 0; number++) {
                digest.update(now);
                bucket.keep(
                        whole ? object : String.format(Locale.ROOT, "%s.part-%04d", object, number),
                        now,
                        deadline.remaining());
                now = next;
                next = content.readNBytes(part);
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(hash)) {
            throw new UnavailableException("%s is not what was collected".formatted(original.file(name)));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
