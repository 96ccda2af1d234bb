package dev.failover.mail;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;

/**
 * Makes {@link MailNotifier}s from the settings {@code host}, {@code port}, {@code security} ({@code starttls}, {@code tls} or
 * {@code none}), {@code user}, {@code password}, {@code from}, {@code to}, {@code trust-store} and {@code trust-store-password}.
 */
@AutoService(NotifierFactory.class)
public final class MailNotifierFactory implements NotifierFactory {
    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Notifier create(Settings settings) {
        MailNotifier.Builder builder = MailNotifier.builder();
        return settings.reader()
                .text("host", builder::host)
                .integer("port", builder::port)
                .constant("security", MailSecurity.class, builder::security)
                .text("user", builder::user)
                .secret("password", builder::password)
                .text("from", builder::from)
                .texts("to", builder::to)
                .trustStore(builder::trustStore)
                .build(builder::build);
    }
}
