package dev.failover.etcd;

import dev.failover.component.Secret;
import dev.failover.http.HttpCaller;
import dev.failover.http.JsonApi;
import dev.failover.time.Attempts;
import dev.failover.time.TimeSource;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One endpoint, with a token of its own: a member that was started anew knows none. */
record Member(URI endpoint, JsonApi api) {
    /** The caller stays the caller's to close. */
    static Member at(URI endpoint, HttpCaller http, @Nullable String user, @Nullable Secret password, TimeSource time) {
        Attempts attempts = Attempts.twice(time);
        Tokens tokens = user == null || password == null
                ? null
                : new Tokens(
                        new JsonApi(http, endpoint, new EtcdDialect(password, null), attempts, time), user, password);
        return new Member(endpoint, new JsonApi(http, endpoint, new EtcdDialect(password, tokens), attempts, time));
    }

    /** Whether whoever is on the way there could read and change what is said. */
    boolean isOpen() {
        return endpoint.getScheme().equals("http") && !endpoint.getHost().matches("localhost|127\\..*|\\[::1]");
    }
}
