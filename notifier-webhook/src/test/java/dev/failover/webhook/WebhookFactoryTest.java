package dev.failover.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.ComponentFactory;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.testkit.FactoryContract;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookFactoryTest extends FactoryContract<Notifier> {
    @Override
    protected Class<? extends ComponentFactory<Notifier>> spi() {
        return NotifierFactory.class;
    }

    @Override
    protected String name() {
        return "webhook";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "preset", "generic",
                "url", "https://127.0.0.1:8443/hook?key=s3cret",
                "token", "s3cret-token",
                "method", "PUT",
                "success", "202",
                "headers.X-Key", "s3cret-header",
                "body.text", "{title}",
                "signing-key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Override
    protected Set<String> required() {
        return Set.of("url");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "preset", List.of("irc", "Slack"),
                "url",
                        List.of(
                                "hooks.example/s3cret",
                                "ftp://hooks.example/s3cret",
                                "https://u:s3cret@hooks.example/",
                                "https://hooks.example/#s3cret",
                                "https://hooks.example:99999/s3cret",
                                "https:///s3cret",
                                "https://hooks.example/s3cret{x}"),
                "token", List.of("s3cret token", "s3crét"),
                "method", List.of("GET", "post"),
                "success", List.of("302", "20", "2xx"),
                "headers.Content-Length", List.of("3"),
                "headers.a b", List.of("x"),
                "body.more", List.of("{titel}"),
                "signing-key", List.of("s3cret", "whsec_AAAA", "whsec_***"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("url", "token", "headers.X-Key", "signing-key");
    }

    @ParameterizedTest
    @CsvSource({
        "generic, url",
        "slack, url",
        "discord, url",
        "teams, url",
        "ntfy, to",
        "gotify, url token",
        "pushover, token to",
        "telegram, token to",
        "pagerduty, token",
        "matrix, url token to",
        "alertmanager, url"
    })
    @DisplayName("Each preset asks for what it needs")
    void needs(String preset, String missing) {
        assertThat(problems(Map.of("preset", preset))).containsExactlyInAnyOrder(missing.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "slack, token=x to=x method=PUT success=200 signing-key=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "alertmanager, to=x body.text=x",
        "generic, to=x"
    })
    @DisplayName("Each preset refuses what has no place in it")
    void noUse(String preset, String settings) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("preset", preset, "url", "https://hooks.example/x"));
        List<String> given = Arrays.asList(settings.split(" "));
        given.forEach(setting -> all.put(setting.split("=", 2)[0], setting.split("=", 2)[1]));

        assertThat(problems(all))
                .containsExactlyInAnyOrder(given.stream()
                        .map(setting -> setting.replaceFirst("[.=].*", ""))
                        .toArray(String[]::new));
    }

    private static List<String> problems(Map<String, String> settings) {
        Throwable thrown = catchThrowable(
                () -> new WebhookNotifierFactory().create(Settings.of(settings)).close());
        assertThat(thrown).isInstanceOf(InvalidSettingsException.class);
        return ((InvalidSettingsException) thrown)
                .problems().stream().map(Problem::key).toList();
    }
}
