package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.coordination.SharedRecord;
import dev.failover.etcd.SharedReads.Found;
import dev.failover.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
@DisplayName("Reads of many services")
class SharedReadsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch answering = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SharedReads reads = new SharedReads(this::answer);

    private List<Found> answer(List<String> services, Deadline deadline) throws InterruptedException {
        asked.add(services);
        answering.await();
        return services.stream()
                .map(service -> service.equals("s3")
                        ? new Found(Optional.empty(), "nonsense")
                        : new Found(Optional.of(new SharedRecord("1", "of " + service)), null))
                .toList();
    }

    @AfterEach
    void close() {
        reads.close();
        threads.shutdownNow();
    }

    private Future<Optional<SharedRecord>> read(String service) {
        return threads.submit(() -> reads.read(service, TIMEOUT, Deadline.in(TIMEOUT)));
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> reads.waiting() == count);
    }

    @Test
    @DisplayName(
            "that come while one is on its way go together in the next request; each gets its own, or its own trouble")
    void together() throws Exception {
        Future<Optional<SharedRecord>> first = read("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        List<Future<Optional<SharedRecord>>> others = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            others.add(read("s" + i));
        }
        awaitWaiting(60);
        answering.countDown();

        assertThat(first.get()).hasValue(new SharedRecord("1", "of s0"));
        for (int i = 1; i <= 60; i++) {
            Future<Optional<SharedRecord>> other = others.get(i - 1);
            if (i == 3) {
                assertThatThrownBy(other::get).hasCauseInstanceOf(UnavailableException.class);
            } else {
                assertThat(other.get()).hasValue(new SharedRecord("1", "of s" + i));
            }
        }
        assertThat(asked).extracting(List::size).containsExactly(1, SharedReads.MOST_AT_ONCE, 10);
    }

    @Test
    @DisplayName("don't wait longer than each has time, nor for one that was given up")
    void impatient() throws Exception {
        Future<Optional<SharedRecord>> first = read("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        assertThatThrownBy(() -> reads.read("s1", Duration.ofMillis(50), Deadline.in(Duration.ofMillis(50))))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("within 50ms");
        Future<Optional<SharedRecord>> interrupted = read("s2");
        awaitWaiting(2);
        interrupted.cancel(true);
        Future<Optional<SharedRecord>> last = read("s4");
        awaitWaiting(3);
        answering.countDown();

        assertThat(first.get()).isPresent();
        assertThat(last.get(20, TimeUnit.SECONDS)).isPresent();
        assertThat(asked.get(1)).as("its time is over").doesNotContain("s1");
    }

    @Test
    @DisplayName("end at once when the coordinator is closed")
    void closed() {
        Future<Optional<SharedRecord>> first = read("s0");
        Awaitility.await().until(() -> asked.size() == 1);
        Future<Optional<SharedRecord>> second = read("s1");
        awaitWaiting(1);
        reads.close();
        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> reads.read("s2", TIMEOUT, Deadline.in(TIMEOUT)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("closed");
    }
}
