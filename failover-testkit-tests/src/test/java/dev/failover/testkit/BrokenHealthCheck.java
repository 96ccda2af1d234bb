package dev.failover.testkit;

import dev.failover.component.UnavailableException;
import dev.failover.health.Health;
import dev.failover.health.HealthCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Health checks with one fault each, and the sentence that must go red. */
enum BrokenHealthCheck {
    TIRES_OF_ASKING(
            "A site that serves is UP, however often it is asked",
            port -> new CarefulHealthCheck(port) {
                private final AtomicInteger asked = new AtomicInteger();

                @Override
                protected Health verdict(String answer) {
                    return asked.incrementAndGet() == 3 ? Health.down("asked too often") : super.verdict(answer);
                }
            },
            "A check is thread-safe"),
    SAYS_NOTHING("A site that serves is UP, however often it is asked", port -> new CarefulHealthCheck(port) {
        @Override
        protected Health verdict(String answer) {
            return answer.startsWith("ok") ? Health.up("") : super.verdict(answer);
        }
    }),
    CONTENT_WITH_ANY_ANSWER("A site that answers that it can't serve is DOWN", port -> new CarefulHealthCheck(port) {
        @Override
        protected Health verdict(String answer) {
            return answer.matches("[ -~]*\n") ? Health.up("answered") : super.verdict(answer);
        }
    }),
    CHOKES_ON_NONSENSE("A site that answers nonsense is DOWN", port -> new CarefulHealthCheck(port) {
        @Override
        protected Health verdict(String answer) {
            if (!answer.matches("[ -~]*\n")) {
                throw new IllegalStateException("not ASCII");
            }
            return super.verdict(answer);
        }
    }),
    THROWS_WHEN_HUNG_UP_ON("A site that hangs up instead of answering is DOWN", port -> new CarefulHealthCheck(port) {
        @Override
        protected Health troubled(IOException trouble) {
            if (!(trouble instanceof ConnectException)
                    && !String.valueOf(trouble.getMessage()).contains("time")) {
                throw new UnavailableException("hung up", trouble);
            }
            return super.troubled(trouble);
        }
    }),
    UNSURE_OF_REFUSALS(
            "A site that refuses connections is DOWN",
            port -> new CarefulHealthCheck(port) {
                @Override
                protected Health troubled(IOException trouble) {
                    return trouble instanceof ConnectException ? Health.unknown("refused") : super.troubled(trouble);
                }
            },
            "The address given",
            "A check is thread-safe"),
    WAITS_TOO_LONG(
            "A site that accepts and does not answer is DOWN within the timeout",
            port -> new CarefulHealthCheck(port) {
                @Override
                public Health check(InetAddress address, Duration timeout) throws InterruptedException {
                    return super.check(address, timeout.plusSeconds(3));
                }
            },
            "A site that answers without end",
            "A probe that hangs",
            "A probe leaves no connection",
            "No secret shows"),
    TIMES_EACH_READ(
            "A site that answers without end is DOWN within the timeout, which is for the whole probe",
            port -> new CarefulHealthCheck(port) {
                @Override
                protected long progressed(long end) {
                    return System.nanoTime() + Duration.ofMillis(500).toNanos();
                }
            },
            "An interrupted probe",
            "A probe leaves",
            "No secret shows"),
    KNOWS_THE_SITE_BETTER(
            "The address given is the one probed",
            port -> new CarefulHealthCheck(port) {
                @Override
                public Health check(InetAddress address, Duration timeout) throws InterruptedException {
                    return super.check(InetAddress.getLoopbackAddress(), timeout);
                }
            },
            "A check is thread-safe"),
    REMEMBERS_THE_LAST_ADDRESS(
            "A check is thread-safe: probes of one address and of several overlap, and each finds its own",
            port -> new CarefulHealthCheck(port) {
                private final List<InetAddress> asked = new CopyOnWriteArrayList<>();
                private final AtomicBoolean held = new AtomicBoolean();
                private final CountDownLatch misled = new CountDownLatch(1);

                @Override
                public Health check(InetAddress address, Duration timeout) throws InterruptedException {
                    asked.add(address);
                    // The first one asked about is the one probed, until nobody asks any more: a cache with a race in
                    // it.
                    InetAddress probed = asked.get(0);
                    if (!probed.equals(address)) {
                        misled.countDown();
                    }
                    Health health = super.check(probed, timeout);
                    // Once, until somebody fell for it; nobody does where probes do not overlap.
                    if (health.status() == Health.Status.UP && held.compareAndSet(false, true)) {
                        misled.await(2, TimeUnit.SECONDS);
                    }
                    asked.remove(address);
                    return health;
                }
            }),
    ONE_AT_A_TIME(
            "A probe that hangs does not hold up another",
            port -> new CarefulHealthCheck(port) {
                @Override
                public synchronized Health check(InetAddress address, Duration timeout) throws InterruptedException {
                    return super.check(address, timeout);
                }
            },
            "A probe leaves no connection"),
    SWALLOWS_THE_INTERRUPT(
            "An interrupted probe ends within a second with an InterruptedException",
            port -> new CarefulHealthCheck(port) {
                @Override
                protected void interrupted() {
                    throw new UnavailableException("interrupted");
                }
            }),
    SAYS_THE_PASSWORD(
            "No secret shows in what a check finds, throws or is called", port -> new CarefulHealthCheck(port) {
                @Override
                protected Health verdict(String answer) {
                    Health health = super.verdict(answer);
                    return health.status() == Health.Status.DOWN
                            ? Health.down(health.detail() + " to " + HealthCheckContractTest.PASSWORD)
                            : health;
                }
            }),
    LEAVES_CONNECTIONS(
            "A probe leaves no connection behind, interrupted or out of time", port -> new CarefulHealthCheck(port) {
                private final List<Socket> kept = new CopyOnWriteArrayList<>();

                @Override
                public Health check(InetAddress address, Duration timeout) throws InterruptedException {
                    try {
                        kept.add(new Socket(address, port));
                    } catch (IOException e) {
                        return super.troubled(e);
                    }
                    return super.check(address, timeout);
                }
            });

    final Flaw<IntFunction<HealthCheck>> flaw;

    BrokenHealthCheck(String sentence, IntFunction<HealthCheck> check, String... also) {
        flaw = new Flaw<>(sentence, false, Set.of(also), check);
    }
}
