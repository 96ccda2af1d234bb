package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.testkit.ImitatedApi.Reply;
import dev.failover.testkit.ImitatedApi.Request;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers written by hand, one after another, and the requests that they were given to, byte by byte. Thread-safe. */
public final class WireScript implements AutoCloseable {
    private final String authorization;
    private final Queue<Reply> answers = new ConcurrentLinkedQueue<>();
    private final ImitatedApi api = ImitatedApi.start(request -> answers.remove());
    private int seen;

    private WireScript(String authorization) {
        this.authorization = authorization;
    }

    /**
     * Starts its server.
     *
     * @param authorization what each request must bear: {@code Bearer secret}
     */
    public static WireScript start(String authorization) {
        return new WireScript(authorization);
    }

    /** The server's root, without final slash. */
    public String url() {
        return api.url();
    }

    /** The next answer; with none left, the vendor fails. */
    public WireScript answer(int status, String body) {
        answers.add(Reply.of(status, body));
        return this;
    }

    /**
     * Holds what the next request was.
     *
     * @param line its method and target, as they were sent
     * @param body JSON; empty for none
     */
    public void took(String line, String body) {
        assertThat(api.requests()).as("requests before %s", line).hasSizeGreaterThan(seen);
        Request request = api.requests().get(seen++);
        assertThat(request.method() + " " + request.target()).isEqualTo(line);
        assertThat(request.body()).isEqualTo(body);
        assertThat(request.headers().get("authorization")).isEqualTo(authorization);
        assertThat(request.headers().get("content-type")).isEqualTo(body.isEmpty() ? null : "application/json");
    }

    /** Holds that no other request came. */
    public void tookNoMore() {
        assertThat(api.requests()).hasSize(seen);
    }

    @Override
    public void close() {
        api.close();
    }
}
