package dev.failover.ifttt;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;

/**
 * Makes {@link IftttNotifier}s from the settings {@code event}, {@code key}, {@code base-url}, {@code format}
 * ({@code values} or {@code json}), {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(NotifierFactory.class)
public final class IftttNotifierFactory implements NotifierFactory {
    @Override
    public String name() {
        return "ifttt";
    }

    @Override
    public Notifier create(Settings settings) {
        IftttNotifier.Builder builder = IftttNotifier.builder();
        return settings.reader()
                .text("event", builder::event)
                .secret("key", builder::key)
                .uri("base-url", builder::baseUrl)
                .constant("format", IftttFormat.class, builder::format)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
