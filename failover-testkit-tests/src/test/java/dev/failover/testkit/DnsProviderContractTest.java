package dev.failover.testkit;

import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordSet;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("long")
@DisplayName("The contract of DNS providers")
class DnsProviderContractTest {
    private static final String ABOUT_SLOWNESS = "the timeout is for all of a call, however many requests it makes";

    private static Function<RecordVendor, DnsProvider> provider = CarefulDnsProvider::new;
    /** Whether the vendor can be slow, which takes seconds: not for each of fifty providers. */
    private static boolean canBeSlow;

    /** The contract at a vendor of single records, with whichever provider is to be judged. */
    static class AtRecordVendor extends DnsProviderContract {
        @Override
        protected Zone open(String zone, Collection<RecordSet> recordSets) {
            return new RecordVendor(zone, recordSets, leastTtl(), canBeSlow, provider);
        }

        @Override
        protected Duration leastTtl() {
            return CarefulDnsProvider.LEAST_TTL;
        }

        @Override
        protected Duration shortTimeout() {
            return Duration.ofMillis(100);
        }

        @Override
        protected List<String> secrets() {
            return List.of(RecordVendor.TOKEN);
        }
    }

    @Test
    @DisplayName("is kept by a right provider that claims nothing, and says what it did not test")
    void careful() {
        provider = CarefulDnsProvider::new;
        canBeSlow = true;
        ContractRun.of(AtRecordVendor.class)
                .assertGreen(
                        "COMPARE_AND_SET, if claimed: of two writers that expect the same, exactly one succeeds",
                        "COMPARE_AND_SET, if claimed: what somebody else changed after it was read is a conflict, and stays",
                        "COMPARE_AND_SET_TEXT, if claimed: of two writers that expect the same text, or none, exactly one succeeds",
                        "what has other values by now is a conflict, and nothing is removed",
                        "what was made for a trial is gone, everything else is as it was, and a second time there is nothing to do",
                        "ATOMIC_BATCH, if claimed: sixty changes of one call take effect together, also if its answer is lost",
                        "ATOMIC_BATCH, if claimed: the changes of one call take effect together, never mixed with another's");
    }

    @Test
    @DisplayName("is kept by the provider in memory, all of it but how long it takes")
    void inMemory() {
        ContractRun.of(InMemoryDnsProviderTest.class).assertGreen(ABOUT_SLOWNESS);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("bites")
    void bites(BrokenDnsProvider broken) {
        provider = broken.flaw.broken();
        canBeSlow = broken.flaw.sentence().equals(ABOUT_SLOWNESS);
        ContractRun.of(AtRecordVendor.class).assertBites(broken.flaw);
    }
}
