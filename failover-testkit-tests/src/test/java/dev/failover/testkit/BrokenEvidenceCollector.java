package dev.failover.testkit;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.failover.component.UnavailableException;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceSink;
import dev.failover.evidence.Incident;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collectors with one fault each, and the sentence that must go red. */
enum BrokenEvidenceCollector {
    SLEEPS_FOR_EVER(
            "A source that never answers is given up in time, and what is missing is told",
            false,
            of -> new Wrapper(of) {
                @Override
                void collect(LogOf log) throws InterruptedException {
                    if (log.fault == EvidenceCollectorContract.Fault.HANG) {
                        sleepTooLong();
                    }
                    log.collect();
                }
            }),
    HEEDS_NO_END(
            "A source that answers without end is given up in time, and what is missing is told",
            false,
            of -> new Wrapper(of) {
                @Override
                void collect(LogOf log) throws InterruptedException {
                    if (log.fault == EvidenceCollectorContract.Fault.ENDLESS) {
                        EvidenceSink.Item item = log.sink.item("log", "cat /dev/zero");
                        long until = System.nanoTime() + TOO_LONG.toNanos();
                        while (System.nanoTime() < until) {
                            item.write(new byte[100], 0, 100);
                            Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(1));
                        }
                    }
                    log.collect();
                }
            }),
    TAKES_HALF_FOR_ALL(
            "A source that never answers is given up in time, and what is missing is told",
            false,
            of -> new Wrapper(of) {
                @Override
                void collect(LogOf log) throws InterruptedException {
                    try {
                        log.collect();
                    } catch (UnavailableException e) {
                        if (log.fault == null || log.fault != EvidenceCollectorContract.Fault.HANG) {
                            throw e;
                        }
                    }
                }
            }),
    THROWS("A source that is not there is a failure, or an item that says so", false, of -> new Wrapper(of) {
        @Override
        void collect(LogOf log) throws InterruptedException {
            if (log.fault == EvidenceCollectorContract.Fault.VANISH) {
                throw new IllegalStateException("no such file");
            }
            log.collect();
        }
    }),
    HIDES_A_FAILURE("A source that is not there is a failure, or an item that says so", false, of -> new Wrapper(of) {
        @Override
        void collect(LogOf log) throws InterruptedException {
            if (log.fault != EvidenceCollectorContract.Fault.VANISH) {
                log.collect();
            }
        }
    }),
    TELLS_A_SECRET(
            "No secret shows in a name, a source, a description, a failure or toString()",
            false,
            of -> new Wrapper(of) {
                @Override
                EvidenceSink.Item item(EvidenceSink sink, String name, String source) {
                    return sink.item(name, source + " --password " + EvidenceCollectorContractTest.SECRET);
                }
            }),
    NAMES_FROM_OUTSIDE("Names are plain, sources are one line", false, of -> new Wrapper(of) {
        @Override
        EvidenceSink.Item item(EvidenceSink sink, String name, String source) {
            return sink.item("a\u001b[2J\nb", source);
        }
    }),
    SOURCES_FROM_OUTSIDE("Names are plain, sources are one line", false, of -> new Wrapper(of) {
        @Override
        EvidenceSink.Item item(EvidenceSink sink, String name, String source) {
            return sink.item(name, source + "\u0007\n");
        }
    }),
    BRINGS_NOTHING("Something is brought, each time that it is asked for", true, of -> new Wrapper(of) {
        @Override
        void collect(LogOf log) {}
    }),
    SWALLOWS_INTERRUPTIONS("An interrupted call ends soon, and the next one works", false, of -> new Wrapper(of) {
        @Override
        void collect(LogOf log) throws InterruptedException {
            Thread.interrupted();
            log.collect();
        }
    }),
    GOES_ON_WITHOUT_A_SINK("A sink that takes no more ends the call soon", false, of -> new Wrapper(of) {
        @Override
        void collect(LogOf log) throws InterruptedException {
            try {
                log.sink.item("first", "first");
            } catch (UnavailableException e) {
                return;
            }
            log.collect();
        }
    });

    private static final Duration TOO_LONG = Duration.ofSeconds(12);

    final Flaw<UnaryOperator<EvidenceCollector>> flaw;

    BrokenEvidenceCollector(String sentence, boolean wide, UnaryOperator<EvidenceCollector> broken) {
        flaw = new Flaw<>(sentence, wide, Set.of(), broken);
    }

    private static void sleepTooLong() {
        Uninterruptibles.sleepUninterruptibly(TOO_LONG);
    }

    /** One call of a sound collector. */
    private static final class LogOf {
        private final EvidenceCollector sound;
        private final Incident incident;
        private final EvidenceSink sink;
        private final Duration timeout;
        private final EvidenceCollectorContract.@Nullable Fault fault;

        LogOf(
                EvidenceCollectorContractTest.LogCollector sound,
                Incident incident,
                EvidenceSink sink,
                Duration timeout) {
            this.sound = sound;
            this.incident = incident;
            this.sink = sink;
            this.timeout = timeout;
            this.fault = sound.fault();
        }

        void collect() throws InterruptedException {
            sound.collect(incident, sink, timeout);
        }
    }

    private abstract static class Wrapper implements EvidenceCollector {
        private final EvidenceCollectorContractTest.LogCollector sound;

        Wrapper(EvidenceCollector sound) {
            this.sound = (EvidenceCollectorContractTest.LogCollector) sound;
        }

        void collect(LogOf log) throws InterruptedException {
            log.collect();
        }

        EvidenceSink.Item item(EvidenceSink sink, String name, String source) {
            return sink.item(name, source);
        }

        @Override
        public Description describe() {
            return sound.describe();
        }

        @Override
        public void collect(Incident incident, EvidenceSink sink, Duration timeout) throws InterruptedException {
            collect(new LogOf(sound, incident, (name, source) -> item(sink, name, source), timeout));
        }
    }
}
