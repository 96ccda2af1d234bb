package dev.failover.webhook;

import com.google.auto.service.AutoService;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;

/**
 * Makes {@link WebhookNotifier}s from the settings {@code preset}, {@code url}, {@code token}, {@code to}, {@code body},
 * {@code headers}, {@code method}, {@code success}, {@code signing-key}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(NotifierFactory.class)
public final class WebhookNotifierFactory implements NotifierFactory {
    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Notifier create(Settings settings) {
        WebhookNotifier.Builder builder = WebhookNotifier.builder();
        return settings.reader()
                .constant("preset", WebhookPreset.class, builder::preset)
                .secret("url", builder::url)
                .secret("token", builder::token)
                .secret("to", builder::to)
                .text("method", builder::method)
                .texts("success", builder::success)
                .entries("headers", (name, value) -> builder.header(name, Secret.of(value)))
                .entries("body", builder::body)
                .secret("signing-key", builder::signingKey)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
