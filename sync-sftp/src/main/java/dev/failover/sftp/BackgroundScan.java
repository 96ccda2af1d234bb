package dev.failover.sftp;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The scan of the source on a thread of its own, while the target is scanned. */
final class BackgroundScan {
    private static final Duration LONG = Duration.ofDays(1);

    private final FutureTask<LocalScan> task;

    private BackgroundScan(LocalScan scan) {
        task = new FutureTask<>(scan::everything);
    }

    static BackgroundScan start(LocalScan scan) {
        BackgroundScan background = new BackgroundScan(scan);
        Thread thread = new Thread(background.task, "failover-sftp-scan");
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    void await(Deadline deadline) throws IOException, InterruptedException {
        try {
            task.get(deadline.left(LONG).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw deadline.exceeded();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    void cancel() {
        task.cancel(true);
    }
}
