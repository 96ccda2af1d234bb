package dev.failover.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An ownership record")
class OwnershipTest {
    @ParameterizedTest
    @ValueSource(strings = {"en", "fa", "ar-EG", "mr", "th-TH-u-nu-thai"})
    @ResourceLock(Resources.LOCALE)
    void isReadByEveryWatcherWhateverItsLanguage(String language) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            Ownership ownership = new Ownership("www", 1234567890, "home", Optional.empty());
            RecordSet record = RecordSet.of(
                    new RecordKey("_failover-www", RecordType.TXT), Duration.ofMinutes(1), ownership.text());

            assertThat(ownership.text()).contains(" epoch=1234567890 ").matches("\\p{ASCII}+");
            assertThat(Ownership.read(record)).hasValue(ownership);
        } finally {
            Locale.setDefault(before);
        }
    }
}
