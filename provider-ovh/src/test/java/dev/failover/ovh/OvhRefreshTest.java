package dev.failover.ovh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.UnavailableException;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OvhRefreshTest extends ImitationTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    @DisplayName("several providers of one zone never have two refreshes under way at once, and none is lost")
    void oneAtATime() throws Exception {
        int many = 4;
        CyclicBarrier overlap = new CyclicBarrier(2);
        // Holds every refresh open long enough for a second one to come in, if it could.
        ovh.onRefresh(() -> {
            try {
                overlap.await(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | java.util.concurrent.BrokenBarrierException e) {
                overlap.reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Future<RecordSet>> calls = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            RecordSet set = RecordSet.of(new RecordKey("n" + i, RecordType.A), TTL, "192.0.2." + i);
            calls.add(threads.submit((Callable<RecordSet>) () -> {
                try (OvhDnsProvider another = ovh.provider().build()) {
                    apply(another, RecordChange.create(set));
                    return set;
                }
            }));
        }
        for (Future<RecordSet> call : calls) {
            RecordSet set = call.get(20, TimeUnit.SECONDS);
            assertThat(ovh.published(set.key())).hasValue(set);
        }
        assertThat(ovh.mostRefreshesAtOnce()).isEqualTo(1);
    }

    @Test
    @DisplayName("a change that waits for another gives up at its own deadline, having done nothing")
    void waitsNotForEver() throws Exception {
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        ovh.onRefresh(() -> {
            refreshing.countDown();
            try {
                finish.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Future<?> first = threads.submit((Callable<Boolean>) () -> {
            apply(RecordChange.replace(PRIMARY, STANDBY));
            return true;
        });
        assertThat(refreshing.await(10, TimeUnit.SECONDS)).isTrue();
        ovh.forgetRequests();
        try (OvhDnsProvider another = ovh.provider().build()) {
            List<RecordChange> changes = List.of(RecordChange.replace(STANDBY, PRIMARY));
            assertThatThrownBy(() -> another.apply(changes, Duration.ofMillis(50)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("under way");
        }
        assertThat(ovh.requests()).isEmpty();
        finish.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(ovh.published(WWW)).hasValue(STANDBY);
    }
}
