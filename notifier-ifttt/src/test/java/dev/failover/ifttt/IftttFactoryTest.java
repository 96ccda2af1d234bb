package dev.failover.ifttt;

import dev.failover.component.ComponentFactory;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class IftttFactoryTest extends FactoryContract<Notifier> {
    @Override
    protected Class<? extends ComponentFactory<Notifier>> spi() {
        return NotifierFactory.class;
    }

    @Override
    protected String name() {
        return "ifttt";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "event", "site_down",
                "key", IftttServer.KEY,
                "base-url", "https://127.0.0.1:8443/ifttt/",
                "format", "json");
    }

    @Override
    protected Set<String> required() {
        return Set.of("event", "key");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "event", List.of("", "site down", "a/b", "été", "x".repeat(101)),
                "key", List.of("https://maker.ifttt.com/use/abc", "a b", "a?b", "clé", " ", "x".repeat(201)),
                "base-url",
                        List.of(
                                "maker.ifttt.com",
                                "ftp://maker.ifttt.com",
                                "https://u:p@maker.ifttt.com",
                                "https://maker.ifttt.com/?a",
                                "https://maker.ifttt.com/#a",
                                "https://maker.ifttt.com/trigger/x/with/key/y"),
                "format", List.of("xml", "JSON"),
                "trust-store", List.of("no-such-file.p12"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("key");
    }
}
