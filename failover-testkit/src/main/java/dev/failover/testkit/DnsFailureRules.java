package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordSet;
import dev.failover.testkit.BackgroundCall.Ended;
import dev.failover.testkit.DnsProviderContract.Fault;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link DnsProvider} promises when the vendor, the line or the caller lets it down. */
abstract class DnsFailureRules extends DnsRules {
    /** What a loaded machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);
    /** Whoever tries more often in one call does not leave anybody alone. */
    private static final int MOST_ATTEMPTS = 5;

    private static final int PROVIDERS = 10;

    DnsFailureRules(DnsProviderContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("after a lost answer the same call is simply made again: the right values, each of them once")
    void lostAnswer() throws Exception {
        RecordSet wide = some("192.0.2.10", "198.51.100.20", "203.0.113.30");
        for (RecordChange change : List.of(
                RecordChange.replace(ONE, TWO),
                RecordChange.create(some(NEW, "192.0.2.50", "192.0.2.51")),
                RecordChange.replace(ONE, wide),
                RecordChange.replace(wide, ONE),
                RecordChange.replace(wide, some("198.51.100.1", "198.51.100.2")))) {
            Zone zone = usualZone(change.expected().orElse(ONE));
            DnsProvider provider = contract.provider(zone);
            inject(zone, Fault.LOSE_NEXT_ANSWER);
            attempt(provider, change);
            zone.heal();
            apply(provider, change);
            assertPublished(zone, change.desired());
            assertAllPublished(zone, neighbours());
        }
    }

    @Test
    @DisplayName("a change that is there but was not published is published by the same call made again")
    void lostPublication() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        requireAsked(provider);
        inject(zone, Fault.LOSE_NEXT_PUBLICATION);
        RecordChange change = RecordChange.replace(ONE, TWO);
        attempt(provider, change);
        zone.heal();
        apply(provider, change);
        assertPublished(zone, TWO);
    }

    @Test
    @DisplayName("what is there but was not published is found")
    void findsWhatIsNotPublished() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        requireAsked(provider);
        inject(zone, Fault.LOSE_NEXT_PUBLICATION);
        attempt(provider, RecordChange.replace(ONE, TWO));
        zone.heal();
        assertThat(provider.find(WWW, contract.timeout()))
                .map(RecordSet::values)
                .hasValue(TWO.values());
    }

    /** Makes a call that may fail as unavailable, but in no other way. */
    private void attempt(DnsProvider provider, RecordChange change) throws InterruptedException {
        try {
            apply(provider, change);
        } catch (UnavailableException e) {
            // As the contract has it: the change may have been made, and the same call is made again.
        }
    }

    @Test
    @DisplayName("a vendor that asks for patience is an UnavailableException, and no obstacle afterwards")
    void throttled() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.THROTTLE);
        for (BackgroundCall<?> call : calls(provider, contract.timeout())) {
            assertThat(call.await(LONG).thrown()).isInstanceOf(UnavailableException.class);
        }
        zone.heal();
        apply(provider, RecordChange.replace(ONE, TWO));
        assertPublished(zone, TWO);
    }

    @Test
    @DisplayName("a vendor that asks for patience is told how long, and asked few times")
    void patience() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.THROTTLE);
        NotTested.unless(
                zone.patience().isPresent() || zone.requests().isPresent(),
                "this zone neither says how long to wait nor counts requests");
        long before = zone.requests().orElse(0);
        Ended<?> ended = applying(provider, contract.timeout()).await(LONG);
        assertThat(ended.thrown()).isInstanceOfSatisfying(UnavailableException.class, thrown -> {
            if (zone.patience().isPresent()) {
                assertThat(thrown.retryAfter())
                        .as("how long the vendor asked to be left alone")
                        .isEqualTo(zone.patience());
            }
        });
        assertThat(zone.requests().orElse(0) - before)
                .as("requests to a vendor that asks to be left alone")
                .isLessThanOrEqualTo(MOST_ATTEMPTS);
    }

    @Test
    @DisplayName("a vendor that fails, or answers nonsense, is an UnavailableException, and no obstacle afterwards")
    void broken() throws Exception {
        int tried = 0;
        for (Fault fault : List.of(Fault.FAIL, Fault.NONSENSE)) {
            Zone zone = usualZone();
            DnsProvider provider = contract.provider(zone);
            if (!zone.inject(fault)) {
                continue;
            }
            tried++;
            for (BackgroundCall<?> call : calls(provider, contract.timeout())) {
                assertThat(call.await(LONG).thrown()).as(fault.toString()).isInstanceOf(UnavailableException.class);
            }
            zone.heal();
            assertPublished(zone, ONE);
            apply(provider, RecordChange.replace(ONE, TWO));
            assertPublished(zone, TWO);
        }
        NotTested.unless(tried > 0, "this zone can make neither the fault FAIL nor NONSENSE happen");
    }

    @Test
    @DisplayName("a change that the vendor refuses is a RejectedException and nothing changes")
    void refusedChange() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.REFUSE_NEXT_CHANGE);
        assertThat(applying(provider, contract.timeout()).await(LONG).thrown()).isInstanceOf(RejectedException.class);
        zone.heal();
        assertPublished(zone, ONE);
    }

    @Test
    @DisplayName("the timeout is for all of a call, however many requests it makes")
    void slow() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.SLOW);
        Duration timeout = DnsProviderContract.LATE.plus(DnsProviderContract.LATE.dividedBy(9));
        Ended<?> ended = applying(provider, timeout).await(LONG);
        assertThat(ended.took()).as("with a timeout of " + timeout).isLessThan(timeout.plus(SLACK));
    }

    @Test
    @DisplayName("a vendor that does not answer is an UnavailableException within the timeout")
    void hangs() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.HANG);
        Duration timeout = contract.shortTimeout();
        for (BackgroundCall<?> call : calls(provider, timeout)) {
            Ended<?> ended = call.await(timeout.plus(SLACK).plus(SLACK));
            assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
            assertThat(ended.took()).isLessThan(timeout.plus(SLACK));
        }
    }

    @Test
    @DisplayName("an interrupted call ends within a second with an InterruptedException")
    void interrupted() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.HANG);
        List<BackgroundCall<?>> calls = calls(provider, LONG);
        calls.forEach(BackgroundCall::awaitStanding);
        for (BackgroundCall<?> call : calls) {
            call.interrupt();
            // Twice that: a busy machine takes its time to let it go on.
            Ended<?> ended = call.await(SLACK.plus(SLACK));
            assertThat(ended.thrown()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("a call that waits for another ends within its own timeout, and within a second when interrupted")
    void waitsForAnother() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.HANG);
        BackgroundCall<?> first = applying(provider, LONG);
        // So that it is under way when the next ones come, and these wait for it.
        first.awaitStanding();
        BackgroundCall<?> second = applying(provider, LONG);
        Duration timeout = contract.shortTimeout();
        Ended<?> ended = applying(provider, timeout).await(timeout.plus(SLACK).plus(SLACK));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        assertThat(ended.took()).isLessThan(timeout.plus(SLACK));
        // The one that waits goes first: it must not have to wait for the other's end.
        for (BackgroundCall<?> call : List.of(second, first)) {
            call.interrupt();
            assertThat(call.await(SLACK.plus(SLACK)).thrown()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("refused credentials are a RejectedException and nothing changes")
    void refused() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.REFUSE_CREDENTIALS);
        for (BackgroundCall<?> call : calls(provider, contract.timeout())) {
            assertThat(call.await(LONG).thrown()).isInstanceOf(RejectedException.class);
        }
        zone.heal();
        assertPublished(zone, ONE);
    }

    @Test
    @DisplayName("no secret shows in a message, a cause, toString() or what is printed")
    void secrecy() throws Exception {
        NotTested.unless(!contract.secrets().isEmpty(), "secrets() names none to look for");
        StringBuilder seen = new StringBuilder();
        seen.append(Printed.during(() -> {
            for (Fault fault : Fault.values()) {
                Zone zone = usualZone();
                DnsProvider provider = contract.provider(zone);
                if (zone.inject(fault)) {
                    seen.append(finding(provider, contract.shortTimeout())
                                    .await(LONG)
                                    .trace())
                            .append(applying(provider, contract.shortTimeout())
                                    .await(LONG)
                                    .trace())
                            .append(provider);
                }
            }
            DnsProvider provider = contract.provider(usualZone());
            seen.append(applying(provider, THREE, TWO, contract.timeout())
                    .await(LONG)
                    .trace());
            seen.append(
                    applying(provider, ONE, TWO, contract.timeout()).await(LONG).trace());
        }));
        assertThat(seen.toString()).doesNotContain(contract.secrets());
    }

    @Test
    @DisplayName("close() lets the provider's threads end")
    void threadsEnd() throws Exception {
        Zone zone = usualZone();
        // What all providers of a process share is made by the first.
        useOnce(zone);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < PROVIDERS; i++) {
            useOnce(zone);
        }
        long deadline = System.nanoTime() + LONG.toNanos() / 6;
        List<Thread> left = leftSince(before);
        while (left.size() >= PROVIDERS && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
            left = leftSince(before);
        }
        assertThat(left)
                .as("threads that " + PROVIDERS + " closed providers left")
                .hasSizeLessThan(PROVIDERS);
    }

    private void useOnce(Zone zone) throws Exception {
        DnsProvider provider = zone.provider();
        provider.find(WWW, contract.timeout());
        provider.close();
    }

    private static List<Thread> leftSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && !thread.getName().equals("contract-call"))
                .toList();
    }

    @Test
    @DisplayName("close() is idempotent")
    void closedTwice() throws Exception {
        DnsProvider provider = contract.provider(usualZone());
        provider.find(WWW, contract.timeout());
        provider.close();
        provider.close();
    }

    /** One of each kind that has to do with the vendor, under way: what can't be asked is not. */
    private static List<BackgroundCall<?>> calls(DnsProvider provider, Duration timeout) {
        return provider.lag().isZero()
                ? List.of(finding(provider, timeout), applying(provider, timeout))
                : List.of(applying(provider, timeout));
    }

    private static void requireAsked(DnsProvider provider) {
        NotTested.unlessItApplies(provider.lag().isZero(), "the vendor can't be asked, and shows late what it has");
    }

    private static BackgroundCall<?> finding(DnsProvider provider, Duration timeout) {
        return BackgroundCall.start(() -> provider.find(WWW, timeout));
    }

    private static BackgroundCall<?> applying(DnsProvider provider, Duration timeout) {
        return applying(provider, ONE, TWO, timeout);
    }

    private static BackgroundCall<?> applying(DnsProvider provider, RecordSet from, RecordSet to, Duration timeout) {
        return BackgroundCall.start(() -> {
            provider.apply(List.of(RecordChange.replace(from, to)), timeout);
            return true;
        });
    }
}
