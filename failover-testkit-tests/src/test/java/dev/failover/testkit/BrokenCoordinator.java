package dev.failover.testkit;

import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.coordination.Coordinator;
import dev.failover.coordination.SharedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Coordinators with one fault each, before a store in memory, and the sentence that must go red. */
enum BrokenCoordinator {
    STORE_OF_ITS_OWN(
            "what was written, under the version that the write returned, for every client and after each is closed",
            store -> new InMemoryCoordinator(),
            true),
    STALE_READS(
            "what one client has written is what every other reads from then on",
            store -> new Wrapper(store) {
                private final Map<String, Optional<SharedRecord>> seen = new ConcurrentHashMap<>();
                private final AtomicInteger reads = new AtomicInteger();

                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    Optional<SharedRecord> now = super.read(service, timeout);
                    Optional<SharedRecord> before = seen.put(service, now);
                    return reads.incrementAndGet() % 2 == 0 && before != null ? before : now;
                }
            },
            true),
    LAST_WRITER_WINS(
            "a record against whoever expects an earlier version of it, or one that never was",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return overwrite(service, content, timeout);
                }
            },
            true),
    COMPARES_THEN_SETS(
            "what somebody else wrote just before is a conflict, and stays",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    if (!read(service, timeout).map(SharedRecord::version).equals(expected)) {
                        throw new ConflictException("the record of " + service + " is another");
                    }
                    return overwrite(service, content, timeout);
                }
            },
            false,
            "of several clients",
            "a number that several clients count up"),
    IGNORES_THE_ROW_COUNT(
            "a record against whoever expects an earlier version of it, or one that never was",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (ConflictException e) {
                        return "updated 0 rows";
                    }
                }
            },
            true),
    MAKES_OVER_WHAT_IS_THERE(
            "a record that nobody has made before, and no other: a second one that expects none is a conflict",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return expected.isEmpty()
                            ? overwrite(service, content, timeout)
                            : super.write(service, expected, content, timeout);
                }
            },
            true),
    MAKES_WHAT_IT_SHOULD_REPLACE(
            "no record for whoever expects to replace one that is not there",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return read(service, timeout).isEmpty()
                            ? super.write(service, Optional.empty(), content, timeout)
                            : super.write(service, expected, content, timeout);
                }
            },
            false,
            "versions apart, also from those before",
            "a store that",
            "an interrupted call"),
    VERSION_IS_A_HASH(
            "versions apart, also of equal contents: what is written again is another state of the record",
            store -> new Translating(store) {
                @Override
                String translated(SharedRecord found) {
                    return Integer.toHexString(found.content().hashCode());
                }
            },
            true),
    VERSION_IS_A_TIME(
            "versions apart, also of equal contents: what is written again is another state of the record",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    return super.read(service, timeout).map(found -> {
                        int end = found.content().indexOf('|');
                        return new SharedRecord(
                                found.content().substring(0, Math.max(0, end)),
                                found.content().substring(end + 1));
                    });
                }

                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    Optional<SharedRecord> now = super.read(service, timeout);
                    if (!read(service, timeout).map(SharedRecord::version).equals(expected)) {
                        throw new ConflictException("the record of " + service + " is another");
                    }
                    String time = Long.toString(Instant.now().getEpochSecond());
                    super.write(service, now.map(SharedRecord::version), time + "|" + content, timeout);
                    return time;
                }
            },
            true),
    COUNTS_FROM_ONE_AGAIN(
            "versions apart, also from those before the record was removed by hand",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    return super.read(service, timeout).map(found -> {
                        int end = found.content().indexOf('|');
                        return end < 0
                                ? found
                                : new SharedRecord(
                                        found.content().substring(0, end),
                                        found.content().substring(end + 1));
                    });
                }

                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    Optional<SharedRecord> now = super.read(service, timeout);
                    Optional<String> version = now.map(found -> found.content()
                            .substring(0, Math.max(0, found.content().indexOf('|'))));
                    if (!version.equals(expected)) {
                        throw new ConflictException("the record of " + service + " is another");
                    }
                    String next =
                            Integer.toString(version.map(Integer::parseInt).orElse(0) + 1);
                    super.write(service, now.map(SharedRecord::version), next + "|" + content, timeout);
                    return next;
                }
            },
            false,
            "what somebody else wrote just before"),
    GUESSES_THE_VERSION(
            "what was written, under the version that the write returned, for every client and after each is closed",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    super.write(service, expected, content, timeout);
                    return expected.map(version -> version + "+1").orElse("1+1");
                }
            },
            true),
    WRITES_LATER(
            "what was written, under the version that the write returned, for every client and after each is closed",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout) {
                    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> {
                        try {
                            super.write(service, expected, content, timeout);
                        } catch (ConflictException e) {
                            // Whom should it tell?
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    return "soon";
                }
            },
            true),
    REMOVES_WHEN_IT_CLOSES(
            "what was written, under the version that the write returned, for every client and after each is closed",
            store -> new Wrapper(store) {
                @Override
                public void close() {
                    store.remove("www");
                }
            },
            false),
    ASCII_ONLY(
            "any text as it is: other scripts, quotes, line ends, blanks at its ends, nothing at all",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return super.write(
                            service,
                            expected,
                            new String(content.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII),
                            timeout);
                }
            },
            false,
            "a content of 64 KiB"),
    TRIMS(
            "any text as it is: other scripts, quotes, line ends, blanks at its ends, nothing at all",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return super.write(service, expected, content.trim(), timeout);
                }
            },
            false),
    NOTHING_IS_NO_RECORD(
            "any text as it is: other scripts, quotes, line ends, blanks at its ends, nothing at all",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    return super.read(service, timeout)
                            .filter(found -> !found.content().isEmpty());
                }
            },
            false),
    CUTS(
            "a content of 64 KiB, whole",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    return super.write(
                            service, expected, content.substring(0, Math.min(8000, content.length())), timeout);
                }
            },
            false),
    FOLDS_CASE(
            "the services apart, however alike their names",
            store -> new Renaming(store) {
                @Override
                String renamed(String service) {
                    return service.toLowerCase(Locale.ROOT);
                }
            },
            false),
    CUTS_NAMES(
            "the services apart, however alike their names",
            store -> new Renaming(store) {
                @Override
                String renamed(String service) {
                    return service.substring(0, Math.min(62, service.length()));
                }
            },
            false),
    NAMES_FOR_A_FILE_SYSTEM(
            "the services apart, however alike their names",
            store -> new Renaming(store) {
                @Override
                String renamed(String service) {
                    return service.replaceAll("[._-]", "_");
                }
            },
            false),
    TRIES_AGAIN(
            "a write whose answer is lost is no conflict: it is reported as made, or as not known",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (UnavailableException e) {
                        return super.write(service, expected, content, timeout);
                    }
                }
            },
            false,
            "a write is one attempt",
            "a store that does not answer"),
    TAKES_AN_EQUAL_FOR_ITS_OWN(
            "a record that nobody has made before, and no other: a second one that expects none is a conflict",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (ConflictException e) {
                        return read(service, timeout)
                                .filter(found -> found.content().equals(content))
                                .map(SharedRecord::version)
                                .orElseThrow(() -> e);
                    }
                }
            },
            false,
            "a write whose answer is lost"),
    TRIES_UNTIL_IT_WORKS(
            "a write is one attempt",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    for (int i = 0; i < 3; i++) {
                        try {
                            return super.write(service, expected, content, timeout);
                        } catch (UnavailableException e) {
                            if (!String.valueOf(e.getMessage()).contains("leader")) {
                                throw e;
                            }
                        }
                    }
                    throw new UnavailableException("tried three times");
                }
            },
            false),
    TAKES_A_FAILURE_FOR_NO_RECORD(
            "a store that fails is an UnavailableException, and no obstacle afterwards",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    try {
                        return super.read(service, timeout);
                    } catch (UnavailableException e) {
                        return Optional.empty();
                    }
                }
            },
            true),
    TAKES_NONSENSE_FOR_NO_RECORD(
            "an answer that is none is an UnavailableException: no record, and no missing one",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    try {
                        return super.read(service, timeout);
                    } catch (UnavailableException e) {
                        if (String.valueOf(e.getMessage()).equals("not an answer")) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                }
            },
            false),
    TAKES_A_FAILURE_FOR_A_CONFLICT(
            "a store that fails is an UnavailableException, and no obstacle afterwards",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (UnavailableException e) {
                        throw new ConflictException("the record of " + service + " was not written", e);
                    }
                }
            },
            true),
    GIVES_UP_AFTER_A_FAILURE(
            "a store that can't be reached is an UnavailableException, and no obstacle afterwards",
            store -> new Wrapper(store) {
                private volatile boolean broken;

                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    if (broken) {
                        throw new UnavailableException("connection closed");
                    }
                    try {
                        return super.read(service, timeout);
                    } catch (UnavailableException e) {
                        broken = true;
                        throw e;
                    }
                }
            },
            true),
    REFUSAL_IS_A_FAILURE(
            "a store that refuses is a RejectedException",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    try {
                        return super.read(service, timeout);
                    } catch (RejectedException e) {
                        throw new UnavailableException("refused", e);
                    }
                }
            },
            false),
    HEEDS_NO_PATIENCE(
            "a store that asks for patience is an UnavailableException that says how long",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    try {
                        return super.read(service, timeout);
                    } catch (UnavailableException e) {
                        throw new UnavailableException(String.valueOf(e.getMessage()), e);
                    }
                }
            },
            false),
    WAITS_LONGER(
            "a store that does not answer is an UnavailableException within the timeout",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    return super.read(service, timeout.plusSeconds(3));
                }
            },
            false,
            "every failure is one of the library's"),
    HEEDS_NO_INTERRUPTION(
            "an interrupted call ends within a second with an InterruptedException",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) {
                    try {
                        return super.read(service, timeout);
                    } catch (InterruptedException e) {
                        throw new UnavailableException("interrupted", e);
                    }
                }
            },
            false),
    THROWS_WHAT_THE_DRIVER_THROWS(
            "every failure is one of the library's, and shows no secret; nor does toString()",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (UnavailableException e) {
                        throw new IllegalStateException(e);
                    }
                }
            },
            true),
    SHOWS_ITS_PASSWORD(
            "every failure is one of the library's, and shows no secret; nor does toString()",
            store -> new Wrapper(store) {
                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    try {
                        return super.read(service, timeout);
                    } catch (RejectedException e) {
                        throw new RejectedException("no right with " + CoordinatorContractTest.PASSWORD);
                    }
                }
            },
            false),
    SHOWS_ITS_PASSWORD_IN_TO_STRING(
            "every failure is one of the library's, and shows no secret; nor does toString()",
            store -> new Wrapper(store) {
                @Override
                public String toString() {
                    return "coordinator with " + CoordinatorContractTest.PASSWORD;
                }
            },
            false),
    SAYS_NO_NAME(
            "a conflict says so in one sentence that names the service",
            store -> new Wrapper(store) {
                @Override
                public String write(String service, Optional<String> expected, String content, Duration timeout)
                        throws InterruptedException {
                    try {
                        return super.write(service, expected, content, timeout);
                    } catch (ConflictException e) {
                        throw new ConflictException("precondition failed");
                    }
                }
            },
            false),
    ONE_DESK_FOR_ALL(
            "one client serves several threads at once, and none of them gets another's answer",
            store -> new Wrapper(store) {
                private final CyclicBarrier two = new CyclicBarrier(2);
                private volatile Optional<SharedRecord> desk = Optional.empty();

                @Override
                public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
                    desk = super.read(service, timeout);
                    if (service.startsWith("service")) {
                        try {
                            two.await(200, TimeUnit.MILLISECONDS);
                        } catch (TimeoutException | BrokenBarrierException e) {
                            two.reset();
                        }
                    }
                    return desk;
                }
            },
            false),
    CLOSED_ONCE(
            "close() is idempotent",
            store -> new Wrapper(store) {
                private boolean closed;

                @Override
                public void close() {
                    if (closed) {
                        throw new IllegalStateException("closed already");
                    }
                    closed = true;
                }
            },
            true);

    /** Passes everything on. */
    private static class Wrapper implements Coordinator {
        private final InMemoryCoordinator store;

        Wrapper(InMemoryCoordinator store) {
            this.store = store;
        }

        @Override
        public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
            return store.read(service, timeout);
        }

        @Override
        public String write(String service, Optional<String> expected, String content, Duration timeout)
                throws InterruptedException {
            return store.write(service, expected, content, timeout);
        }

        /** Whatever is there. */
        final String overwrite(String service, String content, Duration timeout) throws InterruptedException {
            while (true) {
                try {
                    return store.write(
                            service, store.read(service, timeout).map(SharedRecord::version), content, timeout);
                } catch (ConflictException e) {
                    // Once more.
                }
            }
        }
    }

    /** Has versions of its own for what is there. */
    private abstract static class Translating extends Wrapper {
        Translating(InMemoryCoordinator store) {
            super(store);
        }

        abstract String translated(SharedRecord found);

        @Override
        public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
            return super.read(service, timeout).map(found -> new SharedRecord(translated(found), found.content()));
        }

        @Override
        public String write(String service, Optional<String> expected, String content, Duration timeout)
                throws InterruptedException {
            Optional<SharedRecord> now = super.read(service, timeout);
            if (!now.map(this::translated).equals(expected)) {
                throw new ConflictException("the record of " + service + " is another");
            }
            String version = super.write(service, now.map(SharedRecord::version), content, timeout);
            return translated(new SharedRecord(version, content));
        }
    }

    /** Calls services by names of its own. */
    private abstract static class Renaming extends Wrapper {
        Renaming(InMemoryCoordinator store) {
            super(store);
        }

        abstract String renamed(String service);

        @Override
        public Optional<SharedRecord> read(String service, Duration timeout) throws InterruptedException {
            return super.read(renamed(service), timeout);
        }

        @Override
        public String write(String service, Optional<String> expected, String content, Duration timeout)
                throws InterruptedException {
            return super.write(renamed(service), expected, content, timeout);
        }
    }

    final Flaw<Function<InMemoryCoordinator, Coordinator>> flaw;

    BrokenCoordinator(
            String sentence, Function<InMemoryCoordinator, Coordinator> client, boolean wide, String... also) {
        flaw = new Flaw<>(sentence, wide, Set.of(also), client);
    }
}
