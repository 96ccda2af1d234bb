package dev.failover.ovh;

import dev.failover.component.UnavailableException;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.http.HttpReply;
import dev.failover.http.Json;
import dev.failover.http.MalformedAnswerException;
import dev.failover.time.Deadline;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The time as OVH's servers have it, which signatures must carry: this machine's clock plus an offset asked for once.
 * Thread-safe; two first callers may both ask, which is harmless.
 */
final class ServerTime {
    private final HttpCaller http;
    private final Endpoint endpoint;
    private final InstantSource clock;
    private volatile @Nullable Duration offset;

    ServerTime(HttpCaller http, Endpoint endpoint, InstantSource clock) {
        this.http = http;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Seconds since 1970, by the server. */
    long seconds(Deadline deadline) throws InterruptedException {
        Duration known = offset;
        if (known == null) {
            known = read(deadline);
        }
        return clock.instant().plus(known).getEpochSecond();
    }

    /** Asks anew; returns by how much the offset has moved. */
    Duration moved(Deadline deadline) throws InterruptedException {
        Duration before = offset;
        Duration now = read(deadline);
        return before == null ? Duration.ZERO : now.minus(before).abs();
    }

    /** Asks for the time, without a signature, and keeps what it is ahead of this machine's clock. */
    Duration read(Deadline deadline) throws InterruptedException {
        HttpReply reply =
                http.call(HttpCall.of("GET", URI.create(endpoint.base() + "/auth/time")), deadline.remaining());
        if (!reply.isSuccess()) {
            throw new UnavailableException(
                    "%s answered HTTP %s when asked for its time, without which nothing can be signed."
                            .formatted(endpoint.host(), reply.status()),
                    null,
                    reply.retryAfter(clock.instant()).orElse(null));
        }
        try {
            long seconds = Json.parse(reply.text()).number();
            Duration ahead = Duration.ofSeconds(seconds - clock.instant().getEpochSecond());
            offset = ahead;
            return ahead;
        } catch (MalformedAnswerException e) {
            throw new UnavailableException(
                    endpoint.host() + " answered something else than a time to GET /auth/time: " + e.getMessage(), e);
        }
    }
}
