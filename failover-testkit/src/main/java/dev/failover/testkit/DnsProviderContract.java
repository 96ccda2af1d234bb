package dev.failover.testkit;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link DnsProvider} must keep, sentence by sentence of its Javadoc. Extend it, say how a zone is opened at
 * your vendor (or at something that behaves as your vendor does), and run it with JUnit 5.
 *
 * <p>What a zone can't offer — a fault, the vendor's own records, a history — is left out; the tests that need it are then
 * skipped with a message that begins with {@code NOT TESTED}. What is asked only of providers that claim a capability is
 * skipped with {@code DOES NOT APPLY}. Both are printed. Each test opens a zone of its own and closes it at the end.
 */
@ExtendWith(ToldSkips.class)
public abstract class DnsProviderContract {
    /** Something that goes wrong at the vendor's side. */
    public enum Fault {
        /** The next request that changes something is carried out in full, and its answer is lost. */
        LOSE_NEXT_ANSWER,
        /** The next request to publish is answered as if all were well, and nothing is published. */
        LOSE_NEXT_PUBLICATION,
        /** Every request is refused as one too many, until {@link Zone#heal}. */
        THROTTLE,
        /** No request is answered; connections stay open, until {@link Zone#heal}. */
        HANG,
        /** Every request is refused because of its credentials, until {@link Zone#heal}. */
        REFUSE_CREDENTIALS,
        /** Every request is answered that the vendor can't now, until {@link Zone#heal}: HTTP 503, say, with a page in HTML. */
        FAIL,
        /** Every request is answered as if all were well, with what is no answer, until {@link Zone#heal}: a page in HTML. */
        NONSENSE,
        /** The next request that changes something is refused for what it asks, and changes nothing: HTTP 400, say. */
        REFUSE_NEXT_CHANGE,
        /**
         * Just before the next request that changes something is carried out, somebody else makes {@link #INTRUDER} of the
         * record set {@code www A}: the provider has read what is no longer there. Published or not.
         */
        CHANGE_BEFORE_NEXT_WRITE,
        /** Every request is answered {@link #LATE}, until {@link Zone#heal}. */
        SLOW
    }

    /** What somebody else puts in place of {@code www A} in {@link Fault#CHANGE_BEFORE_NEXT_WRITE}. */
    public static final RecordSet INTRUDER =
            RecordSet.of(new RecordKey("www", RecordType.A), Duration.ofSeconds(300), "203.0.113.66");

    /** How late each answer is in {@link Fault#SLOW}: two of them are too many for the call that is made then. */
    public static final Duration LATE = Duration.ofMillis(1800);

    /** A zone at a vendor, and a view of it that does not pass through the provider. */
    public interface Zone extends AutoCloseable {
        /** A new provider of this zone with valid credentials; the contract closes it. */
        DnsProvider provider() throws Exception;

        /** What the zone's servers serve under this name and type now: ask one of them, or look into the imitation. */
        Optional<RecordSet> published(RecordKey key) throws Exception;

        /**
         * The vendor's own records of this name and type as they stand, published or not: one value per record, so that a
         * doubled record shows twice. Unless overridden, what is published.
         */
        default List<String> stored(RecordKey key) throws Exception {
            return published(key)
                    .map(recordSet -> List.copyOf(recordSet.values()))
                    .orElse(List.of());
        }

        /** Every state of the zone since it was opened, stored or published, in order. Empty if nobody keeps them. */
        default Optional<List<Map<RecordKey, RecordSet>>> history() {
            return Optional.empty();
        }

        /**
         * Makes a fault happen.
         *
         * @return whether this zone can do that
         */
        default boolean inject(Fault fault) throws Exception {
            return false;
        }

        /** Ends every fault. To be overridden where {@link #inject} can make one happen. */
        default void heal() throws Exception {
            throw new IllegalStateException("inject() made a fault happen: override heal() as well, to end it");
        }

        /** How many requests have come so far, refused ones among them; empty if nobody counts. */
        default OptionalLong requests() throws Exception {
            return OptionalLong.empty();
        }

        /** How long {@link Fault#THROTTLE} asks to be left alone; empty if the vendor's protocol can't say that. */
        default Optional<Duration> patience() {
            return Optional.empty();
        }

        @Override
        default void close() throws IOException {}
    }

    private final List<AutoCloseable> opened = new ArrayList<>();

    /**
     * Opens a zone that holds these record sets and, apart from the vendor's own SOA and NS records, nothing else, and has
     * them published.
     */
    protected abstract Zone open(String zone, Collection<RecordSet> recordSets) throws Exception;

    /** The name of the zones opened. */
    protected String zone() {
        return "contract.example";
    }

    /** How long a call may take when nothing is wrong. */
    protected Duration timeout() {
        return Duration.ofSeconds(10);
    }

    /** The timeout given to calls that will not be answered in time. */
    protected Duration shortTimeout() {
        return Duration.ofMillis(500);
    }

    /** The least TTL the vendor takes; zero if it takes any. */
    protected Duration leastTtl() {
        return Duration.ZERO;
    }

    /**
     * Whether the vendor keeps nothing but one address of each family for a name, all at the TTL that is its {@link #leastTtl}: five
     * minutes, as the contract's own. What needs more then does not apply, or is tried with one address.
     */
    protected boolean keepsOneAddress() {
        return false;
    }

    /** The secrets that the providers made by {@link Zone#provider} hold. Empty skips the test of their secrecy. */
    protected List<String> secrets() {
        return List.of();
    }

    final Zone opened(Collection<RecordSet> recordSets) throws Exception {
        Zone zone = open(zone(), List.copyOf(recordSets));
        opened.add(zone);
        return zone;
    }

    final DnsProvider provider(Zone zone) throws Exception {
        DnsProvider provider = zone.provider();
        opened.add(provider);
        return provider;
    }

    @AfterEach
    final void closeWhatWasOpened() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Nested
    @DisplayName("A DNS provider finds:")
    class Finds extends DnsFindRules {
        Finds() {
            super(DnsProviderContract.this);
        }
    }

    @Nested
    @DisplayName("A DNS provider applies:")
    class Applies extends DnsApplyRules {
        Applies() {
            super(DnsProviderContract.this);
        }
    }

    @Nested
    @DisplayName("A DNS provider removes:")
    class Removes extends DnsRemovalRules {
        Removes() {
            super(DnsProviderContract.this);
        }
    }

    @Nested
    @DisplayName("A DNS provider among others:")
    class Races extends DnsRaceRules {
        Races() {
            super(DnsProviderContract.this);
        }
    }

    @Nested
    @DisplayName("A DNS provider in trouble:")
    class Fails extends DnsFailureRules {
        Fails() {
            super(DnsProviderContract.this);
        }
    }
}
