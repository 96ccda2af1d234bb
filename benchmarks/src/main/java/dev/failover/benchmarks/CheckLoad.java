package dev.failover.benchmarks;

import java.time.Duration;

/**
 * So many targets, each asked so often.
 *
 * @param isTls whether TLS is spoken with them beneath HTTP, every handshake in full
 */
record CheckLoad(int targets, Duration interval, boolean isTls) {
    /** Within which a target must answer. */
    Duration timeout() {
        Duration most = Duration.ofSeconds(2);
        Duration part = interval.multipliedBy(9).dividedBy(10);
        return part.compareTo(most) < 0 ? part : most;
    }

    /** The address of one of the targets: loopback has a whole network of them. */
    static String address(int target) {
        return "127.1." + target / 250 + "." + (target % 250 + 1);
    }

    @Override
    public String toString() {
        return (isTls ? "https in full, " : "http, ") + "%,d every %d s".formatted(targets, interval.toSeconds());
    }
}
