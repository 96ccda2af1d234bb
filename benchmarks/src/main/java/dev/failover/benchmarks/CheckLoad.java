package dev.failover.benchmarks;

import java.time.Duration;

/** So many targets, each asked so often. */
record CheckLoad(int targets, Duration interval, Transport transport) {
    /** What HTTP is spoken over. */
    enum Transport {
        TCP("http", 8480),
        /** Every handshake in full. */
        TLS("https in full", 8443),
        /** Sessions are resumed, once there are any. */
        RESUMED_TLS("https resumed", 8444);

        private final String words;
        private final int port;

        Transport(String words, int port) {
            this.words = words;
            this.port = port;
        }

        /** At which targets speak it. */
        int port() {
            return port;
        }

        boolean isTls() {
            return this != TCP;
        }
    }

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
        return transport.words + ", %,d every %d s".formatted(targets, interval.toSeconds());
    }
}
