package dev.failover.agent.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of a configuration, that is looked at")
class WatchedTest {
    private static final String SERVICE = """
              %s:
                state-class: stateless
                records: [{provider: dns, name: %s, type: A}]
                sites: [{name: here, address: 203.0.113.10}, {name: there, address: 203.0.113.11}]
                check: {type: tcp, port: 80}
                notify: [%s]
            """;

    @TempDir
    Path directory;

    private Map<String, Watched> watched(String more) throws Exception {
        String text =
                more + """
                state-directory: state
                providers:
                  dns: {type: ovh, zone: example.org, endpoint: ovh-eu, application-key: a, application-secret: b, consumer-key: c}
                  spare: {type: ovh, zone: example.net, endpoint: ovh-eu, application-key: a, application-secret: b, consumer-key: c}
                notifiers:
                  chat: {type: ifttt, event: chat, key: k}
                  phone: {type: ifttt, event: phone, key: k}
                  sms: {type: ifttt, event: sms, key: k}
                services:
                """ + SERVICE.formatted("www", "www", "chat, phone") + SERVICE.formatted("api", "api", "phone");
        Path file = Files.writeString(directory.resolve("failover.yaml"), text);
        try (Configuration configuration = ConfigurationReader.read(file, Map.of())) {
            return Watched.of(configuration);
        }
    }

    @Test
    @DisplayName("each component once, and told to whom it may concern")
    void each() throws Exception {
        Map<String, Watched> watched = watched("");
        assertThat(watched)
                .containsOnlyKeys("provider dns", "provider spare", "notifier chat", "notifier phone", "notifier sms");
        assertThat(watched.get("provider dns").notifiers()).containsExactly("chat", "phone");
        assertThat(watched.get("provider spare").notifiers()).containsExactly("chat", "phone", "sms");
        assertThat(watched.get("notifier phone").notifiers()).containsExactly("chat", "sms");
    }

    @Test
    @DisplayName("nothing, if that is what it says")
    void never() throws Exception {
        assertThat(watched("vendor-check-every: 0s\n")).isEmpty();
    }
}
