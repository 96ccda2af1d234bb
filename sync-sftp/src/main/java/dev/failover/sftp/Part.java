package dev.failover.sftp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * The beginning of a large file at the target, under a name that says of which file it is, as it was when it was read, and how much
 * of it is on the server's disk for certain. What a run leaves when it is cut, the next one goes on with.
 *
 * @param stem the raw path up to the offset: beside the file, from its name, size and time
 * @param offset how many bytes are safe
 */
record Part(String stem, long offset) {
    private static final BigInteger RANGE = BigInteger.valueOf(36).pow(TemporaryNames.LENGTH);

    /** What a file begins as. */
    static Part beginning(String path, Entry entry) {
        int slash = path.lastIndexOf('/') + 1;
        String identity = String.join(
                "\n",
                path.substring(slash),
                String.valueOf(entry.size()),
                String.valueOf(entry.seconds()),
                String.valueOf(entry.nanos()));
        return new Part(path.substring(0, slash) + TemporaryNames.of(number(identity)), 0);
    }

    private static String number(String identity) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.ISO_8859_1));
            return new BigInteger(1, digest).mod(RANGE).toString(36);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** What a raw path at the target is, if it is a part. */
    static Optional<Part> read(String path) {
        int dash = path.lastIndexOf('-');
        boolean part = TemporaryNames.isPart(path.substring(path.lastIndexOf('/') + 1));
        return part
                ? Optional.of(new Part(path.substring(0, dash), Long.parseLong(path.substring(dash + 1), 36)))
                : Optional.empty();
    }

    Part at(long safe) {
        return new Part(stem, safe);
    }

    String path() {
        return stem + "-" + Long.toString(offset, 36);
    }
}
