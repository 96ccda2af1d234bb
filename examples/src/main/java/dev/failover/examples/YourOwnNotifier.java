package dev.failover.examples;

import com.google.auto.service.AutoService;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.RejectedException;
import dev.failover.component.Settings;
import dev.failover.component.UnavailableException;
import dev.failover.http.HttpCall;
import dev.failover.http.HttpCaller;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A notifier of your own: publishes to an ntfy topic (docs.ntfy.sh/publish), whose URL is all it needs. */
public final class YourOwnNotifier implements Notifier {
    private final HttpCaller http = HttpCaller.create(null);
    private final URI topic;

    YourOwnNotifier(@Nullable URI topic) {
        this.topic = Optional.ofNullable(topic)
                .orElseThrow(() -> new InvalidSettingsException("topic", "is missing: the topic's URL"));
    }

    @Override
    public void send(Notification told, Duration timeout) throws InterruptedException {
        String text = String.join("\n", told.title(), told.text(), told.severity() + " " + told.service());
        HttpCall call = HttpCall.of("POST", topic).body("text/plain; charset=utf-8", text);
        int status = http.call(call, timeout).status();
        if (status >= 300) {
            String why = topic.getHost() + " answered " + status;
            throw status == 429 || status >= 500 ? new UnavailableException(why) : new RejectedException(why);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** What ServiceLoader finds, so that a configuration can say {@code {type: ntfy, topic: …}}. */
    @AutoService(NotifierFactory.class)
    public static final class Factory implements NotifierFactory {
        @Override
        public String name() {
            return "ntfy";
        }

        @Override
        public Notifier create(Settings settings) {
            AtomicReference<@Nullable URI> topic = new AtomicReference<>();
            return settings.reader().uri("topic", topic::set).build(() -> new YourOwnNotifier(topic.get()));
        }
    }
}
