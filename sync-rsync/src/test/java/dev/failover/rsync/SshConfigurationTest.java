package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The configuration that ssh is given")
class SshConfigurationTest {
    @ParameterizedTest
    @ValueSource(strings = {"en", "fa", "ar-EG", "mr", "th-TH-u-nu-thai"})
    @ResourceLock(Resources.LOCALE)
    @DisplayName("has numbers that ssh reads, whatever the machine's language")
    void numbers(String language) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            SshOptions options = new SshOptions("ssh", List.of(), false, Duration.ofSeconds(25), true);
            assertThat(SshConfiguration.of(options, "backup", Path.of("/run")))
                    .contains("ConnectTimeout 25\n", "ConnectTimeout 10\n")
                    .matches("(?s)\\p{ASCII}+");
        } finally {
            Locale.setDefault(before);
        }
    }
}
