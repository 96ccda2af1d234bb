package dev.failover.s3;

import dev.failover.component.ConflictException;
import dev.failover.component.Finding;
import dev.failover.component.Findings;
import dev.failover.component.Inspectable;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what watchers share in a bucket of S3-compatible storage, an object for each service, replaced by conditional writes ({@code
 * If-Match}, {@code If-None-Match: *}). No server is needed, and no clock of the store is used. Thread-safe.
 *
 * <p>Before its first write it makes two that must fail, and refuses a store in which they don't.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">conditional writes at AWS</a>
 */
public final class S3Coordinator implements Coordinator, Inspectable {
    private final Bucket bucket;
    private final Probe probe;
    private final TimeSource time;

    S3Coordinator(Bucket bucket, TimeSource time) {
        this.bucket = bucket;
        this.probe = new Probe(bucket);
        this.time = time;
    }

    /** A builder; bucket, region and access key are required. */
    public static S3Builder<S3Coordinator> builder() {
        return new S3Builder<>(Purpose.AGREEMENT, "failover/", S3Coordinator::new);
    }

    @Override
    public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
        return bucket.get(service, deadline(timeout));
    }

    @Override
    public String write(String service, Optional<String> expected, String content, Duration timeout)
            throws InterruptedException {
        Objects.requireNonNull(content, "the content is null");
        Deadline deadline = deadline(timeout);
        probe.require(deadline);
        Optional<Bucket.Condition> condition =
                expected.isEmpty() ? Optional.of(Bucket.Condition.NOTHING) : Bucket.Condition.version(expected.get());
        Optional<String> written =
                condition.isEmpty() ? Optional.empty() : bucket.put(service, condition.get(), content, deadline);
        return written.orElseThrow(() -> new ConflictException(
                "The record of %s is another than expected: somebody else has written it.".formatted(service)));
    }

    private Deadline deadline(Duration timeout) {
        return Deadline.in(timeout, time::nanoTime);
    }

    @Override
    public Set<String> hosts() {
        return Set.of(bucket.uri().getHost().replaceAll("[\\[\\]]", ""));
    }

    /** Reads from the bucket. Whether it may be written, and conditions are heeded, shows at the first write. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        Findings findings = new Findings();
        String subject = bucket.toString();
        findings.look(subject, () -> {
            probe.read(deadline(timeout));
            findings.ok(
                    subject,
                    probe.passed()
                            ? "is reached, may be read and written, and heeds conditions of writes"
                            : "is reached and may be read; the first write shows whether it may be written and heeds conditions");
        });
        if (bucket.uri().getScheme().equals("http") && !bucket.uri().getHost().matches("localhost|127\\..*|\\[::1]")) {
            findings.warning(subject, "endpoint is http: whoever is on the way reads what watchers agree on");
        }
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
        return "S3Coordinator[" + bucket + ", prefix " + bucket.prefix() + "]";
    }
}
