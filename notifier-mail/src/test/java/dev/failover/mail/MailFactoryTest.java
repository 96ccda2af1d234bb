package dev.failover.mail;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.testkit.FactoryContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MailFactoryTest extends FactoryContract<Notifier> {
    @Override
    protected Class<? extends ComponentFactory<Notifier>> spi() {
        return NotifierFactory.class;
    }

    @Override
    protected String name() {
        return "mail";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "host", "mail.example.org",
                "port", "2525",
                "security", "tls",
                "user", "failover",
                "password", "s3cret",
                "from", "Failover <failover@example.org>",
                "to", "ops@example.org");
    }

    @Override
    protected Set<String> required() {
        return Set.of("host", "from", "to");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "host", List.of("", "mail server", "smtp://mail.example.org"),
                "port", List.of("0", "65536", "smtp"),
                "security", List.of("ssl", "TLS"),
                "from", List.of("", "failover", "a@b@c", "x <y", "a@example.org\r\nBcc: b@example.org"),
                "to", List.of("", "ops", "a@example.org, b@example.org", "ops@exam ple.org"),
                "trust-store", List.of("no-such-file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("password");
    }

    @Test
    @DisplayName("A password needs a user, a user a password, and both a connection that is encrypted")
    void pairs() {
        Map<String, String> least = Map.of("host", "h", "from", "a@example.org", "to", "b@example.org");
        assertThatThrownBy(() -> create(least, "user", "x")).hasMessageContaining("password");
        assertThatThrownBy(() -> create(least, "password", "x")).hasMessageContaining("user");
        assertThatThrownBy(() -> create(least, "user", "x", "password", "s3cret", "security", "none"))
                .hasMessageContaining("security")
                .hasMessageNotContaining("s3cret");
    }

    private static void create(Map<String, String> settings, String... more) {
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        new MailNotifierFactory().create(Settings.of(all)).close();
    }
}
