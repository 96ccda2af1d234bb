package dev.failover.agent.page;

import dev.failover.s3.S3Files;
import dev.failover.time.Deadline;
import dev.failover.time.TimeSource;
import java.time.Duration;
import java.util.List;

/** A bucket of S3-compatible storage. The badge of a service that is gone stays there: to delete it would need one more right. */
final class BucketTarget implements ExportTarget {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final S3Files bucket;
    private final TimeSource time;
    private final Delivered delivered;

    BucketTarget(S3Files bucket, TimeSource time) {
        this.bucket = bucket;
        this.time = time;
        delivered = new Delivered(time);
    }

    @Override
    public void put(List<ExportedFile> files) throws InterruptedException {
        Deadline deadline = Deadline.in(TIMEOUT, time::nanoTime);
        for (ExportedFile file : delivered.due(files)) {
            bucket.put(file.name(), file.type(), file.text(), deadline.remaining());
            delivered.took(file);
        }
    }

    @Override
    public void close() {
        bucket.close();
    }
}
