package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("Questions about many services")
class SharedRequestsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SharedRequests<String, String> requests =
            new SharedRequests<>("asks", 50, question -> question.replaceAll("/.*", ""), this::answer);

    private List<String> answer(List<String> services, Deadline deadline) throws InterruptedException {
        asked.add(services);
        answering.await();
        return services.stream().map(service -> "of " + service).toList();
    }

    @AfterEach
    void close() {
        requests.close();
        threads.shutdownNow();
    }

    private Future<String> ask(String service) {
        return threads.submit(() -> requests.ask(service, TIMEOUT, Deadline.in(TIMEOUT)));
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> requests.waiting() == count);
    }

    @Test
    @DisplayName("that come while one is on its way go together in the next request; each gets its own answer")
    void together() throws Exception {
        Future<String> first = ask("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        List<Future<String>> others = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            others.add(ask("s" + i));
        }
        awaitWaiting(60);
        answering.countDown();

        assertThat(first.get()).isEqualTo("of s0");
        for (int i = 1; i <= 60; i++) {
            assertThat(others.get(i - 1).get()).isEqualTo("of s" + i);
        }
        assertThat(asked).extracting(List::size).containsExactly(1, 50, 10);
    }

    @Test
    @DisplayName("go one after the other if they are about one service, and hold no other up")
    void ofOneService() throws Exception {
        Future<String> first = ask("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        List<Future<String>> others = new ArrayList<>();
        for (String question : List.of("s1/a", "s1/b", "s2/a", "s1/c")) {
            others.add(ask(question));
            awaitWaiting(others.size());
        }
        answering.countDown();

        assertThat(first.get()).isEqualTo("of s0");
        for (Future<String> other : others) {
            assertThat(other.get()).startsWith("of s");
        }
        assertThat(asked).containsExactly(List.of("s0"), List.of("s1/a", "s2/a"), List.of("s1/b"), List.of("s1/c"));
    }

    @Test
    @DisplayName("don't wait longer than each has time, nor for one that was given up")
    void impatient() throws Exception {
        Future<String> first = ask("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        assertThatThrownBy(() -> requests.ask("s1", Duration.ofMillis(50), Deadline.in(Duration.ofMillis(50))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("within 50ms");
        Future<String> interrupted = ask("s2");
        awaitWaiting(1);
        interrupted.cancel(true);
        awaitWaiting(0);
        Future<String> last = ask("s4");
        awaitWaiting(1);
        answering.countDown();

        assertThat(first.get()).isEqualTo("of s0");
        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo("of s4");
        assertThat(asked.get(1)).containsExactly("s4");
    }

    @Test
    @DisplayName("end at once when the coordinator is closed")
    void closed() {
        Future<String> first = ask("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        Future<String> second = ask("s1");
        awaitWaiting(1);
        requests.close();
        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> requests.ask("s2", TIMEOUT, Deadline.in(TIMEOUT)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("closed");
    }
}
