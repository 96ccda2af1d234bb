package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class YourOwnNotifierFactoryTest {
    private static Notifier create(Map<String, String> settings) {
        return Components.load(NotifierFactory.class).create("ntfy", Settings.of("notifiers.phone", settings));
    }

    @Test
    @DisplayName("the factory is found by its name and makes the notifier")
    void found() {
        try (Notifier notifier = create(Map.of("topic", "https://ntfy.example/alerts"))) {
            assertThat(notifier).isInstanceOf(YourOwnNotifier.class);
            assertThat(notifier.toString()).doesNotContain("alerts");
        }
    }

    @Test
    @DisplayName("every fault of its settings is reported, with its path")
    void faults() {
        assertThatThrownBy(() -> create(Map.of("topik", "https://ntfy.example/alerts")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("notifiers.phone.topic: is missing")
                .hasMessageContaining("notifiers.phone.topik: unknown setting");
    }
}
