package dev.failover.time;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class CallTest {
    /** L8: whoever has marked that a call is under way hears of its end, whatever became of it. */
    @Test
    void whereNoThreadCanBeHadTheOutcomeIsAFailureAtOnceAndOnce() throws Exception {
        BlockingQueue<Outcome<String>> outcomes = new LinkedBlockingQueue<>();
        try (Scheduler scheduler = new FewThreads(1)) {
            Task call = scheduler.call("asking", Duration.ofMillis(200), () -> "answered", outcomes::add);
            assertThat(outcomes.poll(10, SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.cause())
                                    .hasMessageContaining("asking could not begin")
                                    .hasRootCauseInstanceOf(InternalError.class));
            call.cancel();
            scheduler.call("asking", Duration.ofSeconds(10), () -> "answered", outcomes::add);
            assertThat(outcomes.poll(10, SECONDS)).isEqualTo(new Outcome.Success<>("answered"));
            assertThat(outcomes).isEmpty();
        }
    }
}
