package dev.failover.testkit;

import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.Incident;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The contract of evidence collectors")
class EvidenceCollectorContractTest {
    static final String SECRET = "p4ssw0rd-of-it";
    private static UnaryOperator<EvidenceCollector> wrapped = UnaryOperator.identity();

    /** A log in memory, with whichever collector is to be judged. */
    static class InMemory extends EvidenceCollectorContract {
        @Override
        protected Source open() {
            return new Source() {
                private @Nullable Fault fault;

                @Override
                public EvidenceCollector collector() {
                    return wrapped.apply(new LogCollector(fault));
                }

                @Override
                public boolean inject(Fault made) {
                    fault = made;
                    return true;
                }
            };
        }

        @Override
        protected List<String> secrets() {
            return List.of(SECRET);
        }
    }

    /** Keeps the contract. */
    record LogCollector(EvidenceCollectorContract.@Nullable Fault fault) implements EvidenceCollector {
        @Override
        public Description describe() {
            return new Description("the log", Reach.IN_BAND, Cost.NONE);
        }

        @Override
        public void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted");
            }
            EvidenceSink.Item item = sink.item("log", "cat log");
            byte[] line = "line\n".getBytes(StandardCharsets.UTF_8);
            if (fault == null || fault == EvidenceCollectorContract.Fault.ENDLESS) {
                item.write(line, 0, line.length);
            }
            if (fault == EvidenceCollectorContract.Fault.VANISH) {
                throw new UnavailableException("there is no log");
            } else if (fault != null) {
                new CountDownLatch(1).await(timeout.toMillis(), TimeUnit.MILLISECONDS);
                throw new UnavailableException("the log did not end in time");
            }
        }
    }

    @Test
    @DisplayName("is kept by a log in memory, all of it")
    void inMemory() {
        wrapped = UnaryOperator.identity();
        ContractRun.of(InMemory.class).assertGreen();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenEvidenceCollector broken) {
        wrapped = broken.flaw.broken();
        ContractRun.of(InMemory.class).assertBites(broken.flaw);
    }
}
