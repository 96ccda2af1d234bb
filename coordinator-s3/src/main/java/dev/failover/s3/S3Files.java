package dev.failover.s3;

import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.component.RejectedException;
import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts texts into a bucket of S3-compatible storage, as a website there gives them to browsers: with their type, and told to be asked for
 * anew each time; and keeps bytes there that are never replaced. Deletes nothing. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
public final class S3Files implements Inspectable, AutoCloseable {
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");
    /** Never written: to look for it is to be known to the bucket, or not. */
    private static final String ABSENT = "failover-looks-for-nothing";

    /** How many bytes {@link #keep} takes at once. */
    public static final int MOST_KEPT = 4 << 20;

    private final Bucket bucket;
    private final TimeSource time;

    private S3Files(Bucket bucket, TimeSource time) {
        this.bucket = bucket;
        this.time = time;
    }

    /** A builder; bucket, region and access key are required. */
    public static S3Builder<S3Files> builder() {
        return new S3Builder<>(Purpose.FILES, "", S3Files::new);
    }

    /**
     * From the settings that the coordinator takes too, of which {@code prefix} is empty by default.
     *
     * @throws dev.failover.component.InvalidSettingsException naming all that is wrong
     */
    public static S3Files of(Settings settings) {
        return S3CoordinatorFactory.read(settings, builder());
    }

    /**
     * Puts a text in the place of what was there. Idempotent; readers see the old or the new, never a part.
     *
     * @param name letters, digits, dots, hyphens and underscores, in directories if need be: {@code badge/www.svg}
     * @param contentType as HTTP has it: {@code text/html; charset=utf-8}
     * @param timeout more than zero
     * @throws IllegalArgumentException if that can't be a name
     * @throws dev.failover.component.RejectedException if the key may not, or there is no such bucket
     * @throws dev.failover.component.UnavailableException if it can't be put now
     */
    public void put(String name, String contentType, String text, Duration timeout) throws InterruptedException {
        requireName(name);
        bucket.publish(name, contentType, text, Deadline.in(timeout, time::nanoTime));
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a file's name is letters, digits, dots, hyphens and underscores, not \"" + name + "\"");
        }
    }

    /**
     * Puts bytes where nothing is yet, and reads back what is there then. Idempotent.
     *
     * @param name as {@link #put} takes it
     * @param content at most {@link #MOST_KEPT} bytes
     * @param timeout for both; more than zero
     * @throws IllegalArgumentException if that can't be a name, or it is too much
     * @throws dev.failover.component.RejectedException if something else is there already, the key may not, there is no such bucket, or
     *     the store can't tell whether something is there
     * @throws dev.failover.component.UnavailableException if it can't be put or read now, or what is read is not what was put
     */
    public void keep(String name, byte[] content, Duration timeout) throws InterruptedException {
        requireName(name);
        if (content.length > MOST_KEPT) {
            throw new IllegalArgumentException("%s bytes are more than %s".formatted(content.length, MOST_KEPT));
        }
        Deadline deadline = Deadline.in(timeout, time::nanoTime);
        boolean added = bucket.add(name, content, deadline);
        if (!Arrays.equals(bucket.read(name, deadline), content)) {
            String key = bucket.prefix() + name;
            if (added) {
                throw new UnavailableException("%s of %s is not what was put there.".formatted(key, bucket));
            }
            throw new RejectedException("%s of %s is something else already; it stays.".formatted(key, bucket));
        }
    }

    /** Asks for what is not there. Whether the key may write shows at the first write. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Findings findings = new Findings();
        String subject = bucket.toString();
        findings.look(subject, () -> {
            boolean known = bucket.canLook(ABSENT, Deadline.in(timeout, time::nanoTime));
            findings.ok(
                    subject,
                    known
                            ? "is reached and knows the key; the first write shows whether it may be written"
                            : "is reached; the first write shows whether it may be written");
        });
        return findings.list();
    }

    /** Cancels calls under way. Idempotent. */
    @Override
    public void close() {
        bucket.close();
    }

    /** Bucket, host and prefix; no credentials. */
    @Override
    public String toString() {
        return bucket.prefix().isEmpty() ? bucket.toString() : bucket + ", below " + bucket.prefix();
    }
}
