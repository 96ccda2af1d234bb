package dev.failover.testkit;

import dev.failover.component.ComponentException;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsCapability;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.RecordVendor.Row;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Providers with one fault each, as real ones have had them, and the sentence that must go red. */
enum BrokenDnsProvider {
    ZONE_IN_UPPER_CASE(
            "zone() is the zone's name in lower case, without final dot", vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public String zone() {
                    return super.zone().toUpperCase(Locale.ROOT) + ".";
                }
            }),
    CAPABILITIES_COME_AND_GO("capabilities() are constant", vendor -> new CarefulDnsProvider(vendor) {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Set<DnsCapability> capabilities() {
            return asked.getAndIncrement() % 2 == 0 ? Set.of() : Set.of(DnsCapability.COMPARE_AND_SET);
        }
    }),
    ONLY_THE_FIRST_VALUE(
            "the record set of exactly this name and type, with all its values and its TTL",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
                    return super.find(key, timeout)
                            .map(found -> RecordSet.of(
                                    key, found.ttl(), found.values().iterator().next()));
                }
            },
            "it is thread-safe",
            "a record set among hundreds"),
    MATCHES_LIKE_SQL("nothing under a name that is merely similar to others", vendor -> new CarefulDnsProvider(vendor) {
        @Override
        protected boolean matches(RecordKey stored, RecordKey wanted) {
            Pattern like = Pattern.compile(Pattern.quote(wanted.name()).replace("_", "\\E.\\Q"));
            return stored.type() == wanted.type() && like.matcher(stored.name()).matches();
        }
    }),
    FORGETS_THE_TYPE(
            "nothing of a type that this name does not have, an alias's target not included",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
                    Optional<RecordSet> found = super.find(key, timeout);
                    if (found.isEmpty() && key.type() == RecordType.A) {
                        return super.find(new RecordKey(key.name(), RecordType.CNAME), timeout)
                                .map(alias -> RecordSet.of(key, alias.ttl(), "192.0.2.10"));
                    }
                    return found;
                }
            }),
    APEX_IS_ANY_NAME(
            "the apex under @, and nothing there when only other names exist",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
                    Optional<RecordSet> found = super.find(key, timeout);
                    return found.isEmpty() && key.equals(new RecordKey(RecordKey.APEX, RecordType.A))
                            ? super.find(DnsRules.WWW, timeout).map(any -> new RecordSet(key, any.ttl(), any.values()))
                            : found;
                }
            }),
    WILDCARD_ANSWERS("a wildcard under its own name only", vendor -> new CarefulDnsProvider(vendor) {
        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            Optional<RecordSet> found = super.find(key, timeout);
            return found.isPresent()
                    ? found
                    : super.find(new RecordKey("*", key.type()), timeout)
                            .map(any -> new RecordSet(key, any.ttl(), any.values()));
        }
    }),
    PUBLISHES_NOTHING(
            "a change replaces a record set, and it is published when the call returns",
            Reach.WIDE,
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void publish(long deadline) {}
            }),
    RETURNS_BEFORE_PUBLISHED(
            "a change replaces a record set, and it is published when the call returns",
            Reach.WIDE,
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void publish(long deadline) {
                    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
                            .execute(vendor::publishNow);
                }
            }),
    QUOTES_TEXT(
            "a change that expects nothing creates a record set, of every type",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    RecordSet desired = change.desired();
                    if (change.key().type() == RecordType.TXT) {
                        desired = RecordSet.of(
                                change.key(),
                                desired.ttl(),
                                "\"" + desired.values().iterator().next() + "\"");
                    }
                    super.write(new RecordChange(change.expected(), desired), rows, deadline);
                }
            }),
    LEAVES_OLD_VALUES(
            "a record set grows, shrinks and moves to other values altogether",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    // Writes no more records than it finds, and removes none.
                    int surplus = rows.size() - change.desired().values().size();
                    super.write(change, surplus > 0 ? rows.subList(surplus, rows.size()) : rows, deadline);
                }
            },
            "a change whose desired record set is there already succeeds, whatever it expects, and doubles nothing",
            "whoever looks",
            "after a lost answer",
            "at no moment",
            "no name or type"),
    FIRST_CHANGE_ONLY(
            "changes of several names and types are made by one call",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void applyNow(List<RecordChange> changes, long deadline)
                        throws VendorException, InterruptedException {
                    requireOneEach(changes);
                    super.applyNow(changes.subList(0, 1), deadline);
                }
            },
            "a change that expects nothing creates",
            "all changes are checked before"),
    IGNORES_THE_TTL(
            "a TTL is put in place, also where the values stay",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected Duration ttl(RecordSet desired) {
                    return DnsRules.TTL;
                }
            },
            "a desired TTL below the vendor's least"),
    KEEPS_THE_TTL_OF_KEPT_VALUES(
            "a TTL is put in place, also where the values stay", vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    Optional<Set<String>> found =
                            Optional.of(rows.stream().map(Row::value).collect(java.util.stream.Collectors.toSet()));
                    if (!found.equals(Optional.of(change.desired().values()))) {
                        super.write(change, rows, deadline);
                    }
                }
            }),
    PASSES_A_LOW_TTL_ON(
            "a desired TTL below the vendor's least becomes that least", vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected Duration ttl(RecordSet desired) {
                    return desired.ttl();
                }
            }),
    COMPARES_THE_EXPECTED_TTL(
            "the TTL of what is expected does not count",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected boolean isExpected(Optional<RecordSet> found, RecordChange change) {
                    return found.equals(change.expected());
                }
            },
            "a desired TTL below the vendor's least",
            "at no moment",
            "no name or type"),
    DECODES_INTERNATIONAL_NAMES(
            "an internationalised name is one name in either spelling", vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected boolean matches(RecordKey stored, RecordKey wanted) {
                    return !stored.name().startsWith("xn--") && super.matches(stored, wanted);
                }
            }),
    INSISTS_ON_THE_EXPECTATION(
            "a change whose desired record set is there already succeeds, whatever it expects, and doubles nothing",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected boolean isUnfinished(RecordSet found, RecordChange change) {
                    return false;
                }

                @Override
                protected boolean isDesired(RecordSet found, RecordChange change) {
                    return false;
                }
            },
            "after a lost answer",
            "a change that is there but was not published"),
    IGNORES_THE_EXPECTATION(
            "where neither the expected nor the desired record set is there, it is a conflict and nothing changes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected boolean isExpected(Optional<RecordSet> found, RecordChange change) {
                    return true;
                }
            },
            "all changes are checked before the first is made"),
    CHECKS_ONE_BY_ONE("all changes are checked before the first is made", vendor -> new CarefulDnsProvider(vendor) {
        @Override
        protected void applyNow(List<RecordChange> changes, long deadline)
                throws VendorException, InterruptedException {
            requireOneEach(changes);
            for (RecordChange change : changes) {
                super.applyNow(List.of(change), deadline);
            }
        }
    }),
    TAKES_TWO_OF_ONE_KEY(
            "two changes of one key are an IllegalArgumentException and nothing changes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void requireOneEach(List<RecordChange> changes) {}
            }),
    REFUSES_AN_EMPTY_LIST("an empty list does nothing", vendor -> new CarefulDnsProvider(vendor) {
        @Override
        public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
            if (changes.isEmpty()) {
                throw new IllegalArgumentException("no change");
            }
            super.apply(changes, timeout);
        }
    }),
    CHANGES_A_NEIGHBOUR(
            "no name or type but the changes' own changes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    super.write(change, rows, deadline);
                    for (Row row : vendor.list(deadline)) {
                        if (row.key().equals(new RecordKey("www", RecordType.AAAA))
                                && change.key().equals(DnsRules.WWW)) {
                            vendor.delete(row.id(), deadline);
                        }
                    }
                }
            },
            "at no moment",
            "after a lost answer",
            "changes of several names"),
    DELETES_THEN_CREATES(
            "at no moment is a record set empty or absent, nor another one changed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    for (Row row : rows) {
                        vendor.delete(row.id(), deadline);
                    }
                    super.write(change, List.of(), deadline);
                }
            },
            "whoever looks",
            "after a lost answer"),
    PUBLISHES_AFTER_EACH_RECORD_DELETED(
            "whoever looks while changes are made never sees a record set empty, absent or with a value nobody wrote",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    for (Row row : rows) {
                        vendor.delete(row.id(), deadline);
                    }
                    vendor.publish(deadline);
                    TimeUnit.MILLISECONDS.sleep(10);
                    super.write(change, List.of(), deadline);
                }
            },
            "at no moment",
            "after a lost answer",
            "a change that is there but"),
    NOT_THREAD_SAFE(
            "calls that change one record set are made one after another: nothing doubled, nothing mixed",
            vendor -> new Racing(vendor, Set.of()) {
                @Override
                protected void applyAlone(List<RecordChange> changes, Duration timeout)
                        throws VendorException, InterruptedException {
                    applyNow(changes, deadline(timeout));
                }

                @Override
                protected void publish(long deadline) throws VendorException, InterruptedException {
                    vendor.publish(deadline);
                }
            }),
    LOCKS_ITSELF_OUT(
            "it is thread-safe: calls from several threads all take effect",
            vendor -> new CarefulDnsProvider(vendor) {
                private final AtomicInteger inside = new AtomicInteger();

                @Override
                public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
                    try {
                        if (inside.getAndIncrement() > 0) {
                            throw new IllegalStateException("one call at a time, please");
                        }
                        if (changes.toString().contains("thread")) {
                            TimeUnit.MILLISECONDS.sleep(20);
                        }
                        super.apply(changes, timeout);
                    } finally {
                        inside.decrementAndGet();
                    }
                }
            },
            "calls that change one record set",
            "a call that waits"),
    CLAIMS_TO_COMPARE(
            "COMPARE_AND_SET, if claimed: of two writers that expect the same, exactly one succeeds",
            vendor -> new Racing(vendor, Set.of(DnsCapability.COMPARE_AND_SET)),
            "COMPARE_AND_SET, if claimed: what somebody else"),
    CLAIMS_TO_COMPARE_TEXT(
            "COMPARE_AND_SET_TEXT, if claimed: of two writers that expect the same text, or none, exactly one succeeds",
            vendor -> new Racing(vendor, Set.of(DnsCapability.COMPARE_AND_SET_TEXT))),
    CLAIMS_TO_BE_ATOMIC(
            "ATOMIC_BATCH, if claimed: the changes of one call take effect together, never mixed with another's",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Set<DnsCapability> capabilities() {
                    return Set.of(DnsCapability.ATOMIC_BATCH);
                }
            },
            "ATOMIC_BATCH, if claimed: sixty"),
    DOUBLES_ON_RETRY(
            "after a lost answer the same call is simply made again: the right values, each of them once",
            vendor -> new CarefulDnsProvider(vendor) {
                private final Set<RecordKey> failed = new HashSet<>();

                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    if (failed.remove(change.key())) {
                        vendor.create(
                                change.key(),
                                change.desired().values().iterator().next(),
                                300,
                                deadline);
                        return;
                    }
                    try {
                        super.write(change, rows, deadline);
                    } catch (VendorException e) {
                        failed.add(change.key());
                        throw e;
                    }
                }
            }),
    STUMBLES_OVER_ITSELF(
            "after a lost answer the same call is simply made again: the right values, each of them once",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected boolean isUnfinished(RecordSet found, RecordChange change) {
                    return false;
                }
            }),
    SKIPS_WHAT_IS_STORED(
            "a change that is there but was not published is published by the same call made again",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
                    boolean stored = true;
                    for (RecordChange change : changes) {
                        stored &= find(change.key(), timeout).equals(Optional.of(change.desired()));
                    }
                    if (!stored || changes.size() > 1) {
                        super.apply(changes, timeout);
                    }
                }
            },
            "after a lost answer",
            "the timeout is for all"),
    GIVES_UP_WHEN_THROTTLED(
            "a vendor that asks for patience is an UnavailableException, and no obstacle afterwards",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return e.kind() == VendorException.Kind.TOO_MANY
                            ? new RejectedException("too many", e)
                            : super.translated(e);
                }
            },
            "a vendor that asks for patience is told"),
    IGNORES_THE_TIMEOUT(
            "a vendor that does not answer is an UnavailableException within the timeout",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected long deadline(Duration timeout) {
                    return super.deadline(Duration.ofSeconds(3));
                }
            },
            "no secret shows",
            "a call that waits",
            "the timeout is for all"),
    WAITS_FOR_OTHERS_WITHOUT_END(
            "a call that waits for another ends within its own timeout, and within a second when interrupted",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected synchronized void applyAlone(List<RecordChange> changes, Duration timeout)
                        throws VendorException, InterruptedException {
                    super.applyAlone(changes, timeout);
                }
            },
            "an interrupted call"),
    FINDS_WHAT_IS_PUBLISHED("what is there but was not published is found", vendor -> new CarefulDnsProvider(vendor) {
        @Override
        public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
            super.find(key, timeout);
            return vendor.published(key);
        }
    }),
    SWALLOWS_THE_INTERRUPT(
            "an interrupted call ends within a second with an InterruptedException",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected List<Row> rows(RecordKey key, long deadline) throws VendorException {
                    try {
                        return super.rows(key, deadline);
                    } catch (InterruptedException e) {
                        throw new UnavailableException("interrupted", e);
                    }
                }
            },
            "a call that waits"),
    RETRIES_REFUSED_CREDENTIALS(
            "refused credentials are a RejectedException and nothing changes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return new UnavailableException("something is wrong", e);
                }
            },
            "a vendor that asks for patience is told",
            "a change that the vendor refuses"),
    LEAKS_IN_A_MESSAGE(
            "no secret shows in a message, a cause, toString() or what is printed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return e.kind() == VendorException.Kind.UNAUTHORIZED
                            ? new RejectedException("refused: " + RecordVendor.TOKEN, e)
                            : super.translated(e);
                }
            }),
    LEAKS_IN_A_CAUSE(
            "no secret shows in a message, a cause, toString() or what is printed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return e.kind() == VendorException.Kind.TOO_MANY
                            ? new UnavailableException("later", new IllegalStateException("sent " + RecordVendor.TOKEN))
                            : super.translated(e);
                }
            },
            "a vendor that asks for patience is told"),
    LEAKS_IN_TO_STRING(
            "no secret shows in a message, a cause, toString() or what is printed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public String toString() {
                    return "provider[token=" + RecordVendor.TOKEN + "]";
                }
            }),
    FINDS_A_CONSTANT_TTL(
            "the record set of exactly this name and type, with all its values and its TTL",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Optional<RecordSet> find(RecordKey key, Duration timeout) throws InterruptedException {
                    return super.find(key, timeout).map(found -> new RecordSet(key, DnsRules.TTL, found.values()));
                }
            }),
    READS_THE_FIRST_PAGE(
            "a record set among hundreds, wherever a vendor's list has it, and all of its many values",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected List<Row> rows(RecordKey key, long deadline) throws VendorException, InterruptedException {
                    return vendor.list(deadline).stream()
                            .limit(100)
                            .filter(row -> matches(row.key(), key))
                            .toList();
                }
            }),
    READS_TWENTY_VALUES(
            "a record set among hundreds, wherever a vendor's list has it, and all of its many values",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected List<Row> rows(RecordKey key, long deadline) throws VendorException, InterruptedException {
                    return super.rows(key, deadline).stream().limit(20).toList();
                }
            }),
    COMPARES_IN_ONE_PROCESS(
            "COMPARE_AND_SET, if claimed: what somebody else changed after it was read is a conflict, and stays",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Set<DnsCapability> capabilities() {
                    return Set.of(DnsCapability.COMPARE_AND_SET);
                }

                @Override
                public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
                    synchronized (ONE_PROCESS) {
                        super.apply(changes, timeout);
                    }
                }
            },
            "a call that waits",
            "an interrupted call",
            "COMPARE_AND_SET, if claimed: of two writers"),
    SPLITS_ITS_BATCHES(
            "ATOMIC_BATCH, if claimed: sixty changes of one call take effect together, also if its answer is lost",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public Set<DnsCapability> capabilities() {
                    return Set.of(DnsCapability.ATOMIC_BATCH);
                }

                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline) {}

                @Override
                protected void applyNow(List<RecordChange> changes, long deadline)
                        throws VendorException, InterruptedException {
                    super.applyNow(changes, deadline);
                    for (int i = 0; i < changes.size(); i += 2) {
                        vendor.replaceTogether(
                                changes.subList(i, Math.min(i + 2, changes.size())).stream()
                                        .map(change -> new RecordSet(
                                                change.key(),
                                                ttl(change.desired()),
                                                change.desired().values()))
                                        .toList(),
                                deadline);
                    }
                }
            },
            "changes of several names",
            "a change that is there but was not published",
            "what is there but was not published",
            "the timeout is for all"),
    DROPS_THE_PATIENCE(
            "a vendor that asks for patience is told how long, and asked few times",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return e.kind() == VendorException.Kind.TOO_MANY
                            ? new UnavailableException("asked too often", e)
                            : super.translated(e);
                }
            }),
    HAMMERS(
            "a vendor that asks for patience is told how long, and asked few times",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected List<Row> rows(RecordKey key, long deadline) throws VendorException, InterruptedException {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return super.rows(key, deadline);
                        } catch (VendorException e) {
                            if (e.kind() != VendorException.Kind.TOO_MANY || attempt == 50) {
                                throw e;
                            }
                        }
                    }
                }
            }),
    BUG_ON_NONSENSE(
            "a vendor that fails, or answers nonsense, is an UnavailableException, and no obstacle afterwards",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    if (e.kind() == VendorException.Kind.MALFORMED) {
                        throw new IllegalStateException(e);
                    }
                    return super.translated(e);
                }
            }),
    GIVES_UP_WHEN_IT_FAILS(
            "a vendor that fails, or answers nonsense, is an UnavailableException, and no obstacle afterwards",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    return e.kind() == VendorException.Kind.FAILED
                            ? new RejectedException("it failed", e)
                            : super.translated(e);
                }
            }),
    BUG_ON_A_REFUSED_CHANGE(
            "a change that the vendor refuses is a RejectedException and nothing changes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected ComponentException translated(VendorException e) {
                    if (e.kind() == VendorException.Kind.INVALID) {
                        throw new IllegalStateException(e);
                    }
                    return super.translated(e);
                }
            }),
    GIVES_EACH_REQUEST_THE_WHOLE_TIMEOUT(
            "the timeout is for all of a call, however many requests it makes",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected List<Row> rows(RecordKey key, long deadline) throws VendorException, InterruptedException {
                    return super.rows(key, Math.max(deadline, deadline(Duration.ofSeconds(2))));
                }

                @Override
                protected void write(RecordChange change, List<Row> rows, long deadline)
                        throws VendorException, InterruptedException {
                    super.write(change, rows, Math.max(deadline, deadline(Duration.ofSeconds(2))));
                }
            },
            "a vendor that does not answer",
            "a call that waits",
            "an interrupted call"),
    HEEDS_NO_INTERRUPT_WHILE_IT_WAITS(
            "a call that waits for another ends within its own timeout, and within a second when interrupted",
            vendor -> new CarefulDnsProvider(vendor) {
                private final Semaphore one = new Semaphore(1);

                @Override
                protected void applyAlone(List<RecordChange> changes, Duration timeout)
                        throws VendorException, InterruptedException {
                    if (timeout.compareTo(Duration.ofSeconds(20)) < 0) {
                        super.applyAlone(changes, timeout);
                        return;
                    }
                    one.acquireUninterruptibly();
                    try {
                        super.applyAlone(changes, timeout);
                    } finally {
                        one.release();
                    }
                }
            }),
    LEAKS_IN_A_CONFLICT(
            "no secret shows in a message, a cause, toString() or what is printed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                public void apply(List<RecordChange> changes, Duration timeout) throws InterruptedException {
                    try {
                        super.apply(changes, timeout);
                    } catch (ConflictException e) {
                        throw new ConflictException("asked with " + RecordVendor.TOKEN + ": " + e.getMessage());
                    }
                }
            }),
    LOGS_THE_TOKEN(
            "no secret shows in a message, a cause, toString() or what is printed",
            vendor -> new CarefulDnsProvider(vendor) {
                @Override
                protected void publish(long deadline) throws VendorException, InterruptedException {
                    LoggerFactory.getLogger(BrokenDnsProvider.class).warn("publishing with {}", RecordVendor.TOKEN);
                    super.publish(deadline);
                }
            }),
    LEAVES_A_THREAD("close() lets the provider's threads end", vendor -> new CarefulDnsProvider(vendor) {
        private final Thread watcher = daemon();

        private static Thread daemon() {
            Thread thread = new Thread(() -> new CompletableFuture<Void>().join(), "left behind");
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        @Override
        public String toString() {
            return "provider with " + watcher.getName();
        }
    }),
    CLOSES_ONCE("close() is idempotent", vendor -> new CarefulDnsProvider(vendor) {
        private boolean closed;

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed already");
            }
            closed = true;
        }
    });

    /** How far a fault is felt: by its own sentence and those named with it, or by whatever builds on it as well. */
    private enum Reach {
        NARROW,
        WIDE
    }

    /** Two callers get to the point between checking and writing together, if there are two. */
    private static class Racing extends CarefulDnsProvider {
        private static final CyclicBarrier BETWEEN = new CyclicBarrier(2);

        private final Set<DnsCapability> claimed;

        Racing(RecordVendor vendor, Set<DnsCapability> claimed) {
            super(vendor);
            this.claimed = claimed;
        }

        @Override
        public Set<DnsCapability> capabilities() {
            return claimed;
        }

        @Override
        protected void checkedAll() {
            if (Thread.currentThread().getName().equals("contract-call")) {
                try {
                    BETWEEN.await(50, TimeUnit.MILLISECONDS);
                } catch (TimeoutException | BrokenBarrierException e) {
                    BETWEEN.reset();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        protected void publish(long deadline) throws VendorException, InterruptedException {
            vendor.publish(deadline);
        }
    }

    /** What all providers of one process share, and those of two do not. */
    private static final Object ONE_PROCESS = new Object();

    final Flaw<Function<RecordVendor, DnsProvider>> flaw;

    BrokenDnsProvider(String sentence, Function<RecordVendor, DnsProvider> provider, String... also) {
        this(sentence, Reach.NARROW, provider, also);
    }

    BrokenDnsProvider(String sentence, Reach reach, Function<RecordVendor, DnsProvider> provider, String... also) {
        flaw = new Flaw<>(sentence, reach == Reach.WIDE, Set.of(also), provider);
    }
}
