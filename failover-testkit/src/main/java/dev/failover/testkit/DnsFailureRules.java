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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link DnsProvider} promises when the vendor, the line or the caller lets it down. */
abstract class DnsFailureRules extends DnsRules {
    /** What a loaded machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);

    DnsFailureRules(DnsProviderContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("after a lost answer the same call is simply made again: the right values, each of them once")
    void lostAnswer() throws Exception {
        RecordSet wide = www("192.0.2.10", "198.51.100.20", "203.0.113.30");
        for (RecordChange change : List.of(
                RecordChange.replace(ONE, TWO),
                RecordChange.create(RecordSet.of(NEW, TTL, "192.0.2.50", "192.0.2.51")),
                RecordChange.replace(ONE, wide),
                RecordChange.replace(wide, ONE),
                RecordChange.replace(wide, www("198.51.100.1", "198.51.100.2")))) {
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
        for (Ended<?> ended : List.of(
                finding(provider, contract.timeout()).await(LONG),
                applying(provider, contract.timeout()).await(LONG))) {
            assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        }
        zone.heal();
        apply(provider, RecordChange.replace(ONE, TWO));
        assertPublished(zone, TWO);
    }

    @Test
    @DisplayName("a vendor that does not answer is an UnavailableException within the timeout")
    void hangs() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.HANG);
        Duration timeout = contract.shortTimeout();
        BackgroundCall<?> finding = finding(provider, timeout);
        BackgroundCall<?> applying = applying(provider, timeout);
        for (BackgroundCall<?> call : List.of(finding, applying)) {
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
        BackgroundCall<?> finding = finding(provider, LONG);
        BackgroundCall<?> applying = applying(provider, LONG);
        // Not to wait for anything: any moment is a right one, and a later one finds the call deeper in.
        TimeUnit.MILLISECONDS.sleep(200);
        for (BackgroundCall<?> call : List.of(finding, applying)) {
            call.interrupt();
            Ended<?> ended = call.await(SLACK);
            assertThat(ended.thrown()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("a call that waits for another ends within its own timeout, and within a second when interrupted")
    void waitsForAnother() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.HANG);
        List<BackgroundCall<?>> hanging = List.of(applying(provider, LONG), applying(provider, LONG));
        // So that one of them is under way when the next one comes, and the other waits for it.
        TimeUnit.MILLISECONDS.sleep(30);
        Duration timeout = contract.shortTimeout();
        Ended<?> ended = applying(provider, timeout).await(timeout.plus(SLACK).plus(SLACK));
        assertThat(ended.thrown()).isInstanceOf(UnavailableException.class);
        assertThat(ended.took()).isLessThan(timeout.plus(SLACK));
        for (BackgroundCall<?> call : hanging) {
            call.interrupt();
            assertThat(call.await(SLACK).thrown()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @DisplayName("refused credentials are a RejectedException and nothing changes")
    void refused() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        inject(zone, Fault.REFUSE_CREDENTIALS);
        for (BackgroundCall<?> call :
                List.of(finding(provider, contract.timeout()), applying(provider, contract.timeout()))) {
            assertThat(call.await(LONG).thrown()).isInstanceOf(RejectedException.class);
        }
        zone.heal();
        assertPublished(zone, ONE);
    }

    @Test
    @DisplayName("no secret shows in a message, a cause or toString()")
    void secrecy() throws Exception {
        NotTested.unless(!contract.secrets().isEmpty(), "secrets() names none to look for");
        for (Fault fault : Fault.values()) {
            Zone zone = usualZone();
            DnsProvider provider = contract.provider(zone);
            if (zone.inject(fault)) {
                String seen =
                        finding(provider, contract.shortTimeout()).await(LONG).trace()
                                + applying(provider, contract.shortTimeout())
                                        .await(LONG)
                                        .trace()
                                + provider;
                assertThat(seen).doesNotContain(contract.secrets());
            }
        }
    }

    @Test
    @DisplayName("close() is idempotent")
    void closedTwice() throws Exception {
        DnsProvider provider = contract.provider(usualZone());
        provider.find(WWW, contract.timeout());
        provider.close();
        provider.close();
    }

    private static BackgroundCall<?> finding(DnsProvider provider, Duration timeout) {
        return BackgroundCall.start(() -> provider.find(WWW, timeout));
    }

    private static BackgroundCall<?> applying(DnsProvider provider, Duration timeout) {
        return BackgroundCall.start(() -> {
            provider.apply(List.of(RecordChange.replace(ONE, TWO)), timeout);
            return true;
        });
    }
}
