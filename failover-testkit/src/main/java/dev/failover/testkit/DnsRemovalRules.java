package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ConflictException;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.RecordChange;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordRemover;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import dev.failover.testkit.DnsProviderContract.Zone;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link RecordRemover} promises, of the providers that are one. */
abstract class DnsRemovalRules extends DnsRules {
    private static final RecordSet TRIAL = RecordSet.of(NEW, TTL, "192.0.2.50");
    private static final RecordSet TRIAL_TEXT =
            RecordSet.of(new RecordKey("_of.new", RecordType.TXT), TTL, "a trial's");

    DnsRemovalRules(DnsProviderContract contract) {
        super(contract);
    }

    private RecordRemover remover(DnsProvider provider) {
        NotTested.unlessItApplies(
                provider instanceof RecordRemover, "the provider does not claim to take record sets away");
        return (RecordRemover) provider;
    }

    @Test
    @DisplayName(
            "what was made for a trial is gone, everything else is as it was, and a second time there is nothing to do")
    void removesOnlyThat() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        RecordRemover remover = remover(provider);
        apply(provider, RecordChange.create(TRIAL), RecordChange.create(TRIAL_TEXT));
        remover.remove(List.of(TRIAL, TRIAL_TEXT), contract.timeout());
        for (RecordSet gone : List.of(TRIAL, TRIAL_TEXT)) {
            assertThat(provider.find(gone.key(), contract.timeout())).isEmpty();
            assertThat(zone.published(gone.key())).isEmpty();
            assertThat(zone.stored(gone.key())).isEmpty();
        }
        assertAllPublished(zone, List.of(ONE, MAIL_ONE));
        assertAllPublished(zone, neighbours());
        remover.remove(List.of(TRIAL, TRIAL_TEXT), contract.timeout());
        remover.remove(List.of(), contract.timeout());
        assertAllPublished(zone, List.of(ONE, MAIL_ONE));
    }

    @Test
    @DisplayName("what has other values by now is a conflict, and nothing is removed")
    void conflicts() throws Exception {
        Zone zone = usualZone();
        DnsProvider provider = contract.provider(zone);
        RecordRemover remover = remover(provider);
        apply(provider, RecordChange.create(TRIAL));
        assertThatThrownBy(() -> remover.remove(List.of(TRIAL, TWO), contract.timeout()))
                .isInstanceOf(ConflictException.class);
        assertAllPublished(zone, List.of(ONE, TRIAL));
    }
}
