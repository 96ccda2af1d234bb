package dev.failover.spring;

import static dev.failover.spring.FailoverProperties.PREFIX;

import dev.failover.Advice;
import dev.failover.Failover;
import dev.failover.FailoverListener;
import dev.failover.Service;
import dev.failover.component.ComponentFactory;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.coordination.Coordination;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.health.HealthCheckFactory;
import dev.failover.journal.StateStore;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.time.Scheduler;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Makes a failover out of properties and beans. All that is wrong with them is told at once. For one use. */
final class FailoverComposer {
    private static final String ESCALATE_AFTER = "escalate-after";
    /** What of a notifier's block is not its component's. */
    private static final Set<String> NOT_ITS_OWN = Set.of(ESCALATE_AFTER);

    private final FailoverProperties properties;
    private final NamedBeans beans;
    private final ClassLoader loader;
    private final Faults faults = new Faults();
    private final List<AutoCloseable> made = new ArrayList<>();

    /** @param loader where components are looked for */
    FailoverComposer(FailoverProperties properties, NamedBeans beans, ClassLoader loader) {
        this.properties = properties;
        this.beans = beans;
        this.loader = loader;
    }

    /** @throws InvalidSettingsException naming every property that can't be used */
    ComposedFailover compose() {
        try {
            return new ComposedFailover(failover(), made);
        } catch (RuntimeException e) {
            ComposedFailover.closeAll(made);
            throw e;
        }
    }

    private Failover failover() {
        Failover.Builder builder = Failover.builder().mode(properties.mode()).references(properties.references());
        stateDirectory(builder);
        List<String> servers = authorities(builder);
        List<String> zones = new ArrayList<>();
        BiConsumer<String, DnsProvider> provided = (name, provider) -> {
            zones.add(provider.zone());
            builder.provider(name, provider);
        };
        components("providers", properties.providers(), Set.of(), DnsProviderFactory.class, provided);
        components("switches", properties.switches(), Set.of(), TrafficSwitchFactory.class, builder::trafficSwitch);
        Map<String, Duration> escalateAfter = escalations();
        components(
                "notifiers",
                properties.notifiers(),
                NOT_ITS_OWN,
                NotifierFactory.class,
                (name, notifier) -> builder.notifier(name, notifier, escalateAfter.getOrDefault(name, Duration.ZERO)));
        if (properties.groupWait() != null) {
            builder.groupWait(properties.groupWait());
        }
        beans("providers", properties.providers(), DnsProvider.class, provided);
        beans("switches", properties.switches(), TrafficSwitch.class, builder::trafficSwitch);
        beans("notifiers", properties.notifiers(), Notifier.class, builder::notifier);
        services(builder, zones, servers);
        beans.only(StateStore.class).ifPresent(builder::stateStore);
        beans.only(Scheduler.class).ifPresent(builder::scheduler);
        beans.only(Coordination.class).ifPresent(builder::coordination);
        beans.only(Advice.class).ifPresent(builder::advice);
        beans.ordered(FailoverListener.class).forEach(builder::listener);
        beans.ordered(FailoverCustomizer.class).forEach(customizer -> customizer.customize(builder));
        if (faults.isEmpty()) {
            faults.attempt(PREFIX, () -> {
                builder.validate();
                return builder;
            });
        }
        if (!faults.isEmpty()) {
            throw faults.exception();
        }
        return builder.build();
    }

    private void stateDirectory(Failover.Builder builder) {
        String directory = properties.stateDirectory();
        if (directory != null && directory.isBlank()) {
            faults.add(PREFIX + ".state-directory", "is empty");
        } else if (directory != null) {
            faults.attempt(PREFIX + ".state-directory", () -> builder.stateDirectory(Path.of(directory)));
        }
    }

    /** The servers that are asked what the zones serve; none if those are each zone's own. */
    private List<String> authorities(Failover.Builder builder) {
        List<String> servers = properties.dns().servers();
        Optional<?> asking = servers.isEmpty()
                ? Optional.empty()
                : faults.attempt(PREFIX + ".dns.servers", () -> builder.authorities(DnsAuthorities.asking(servers)));
        beans.only(Authorities.class).ifPresent(builder::authorities);
        return asking.isPresent() ? servers : List.of();
    }

    private <T extends AutoCloseable, F extends ComponentFactory<T>> void components(
            String key,
            Map<String, Map<String, String>> described,
            Set<String> notItsOwn,
            Class<F> kind,
            BiConsumer<String, T> taker) {
        if (described.isEmpty()) {
            return;
        }
        faults.attempt(PREFIX + "." + key, () -> Components.load(kind, loader))
                .ifPresent(known -> described.forEach((name, settings) -> {
                    String path = PREFIX + "." + key + "." + name;
                    faults.attempt(path, () -> component(known, path, settings, notItsOwn))
                            .ifPresent(component -> {
                                made.add(component);
                                taker.accept(name, component);
                            });
                }));
    }

    /** How long some notifiers wait for those before them. */
    private Map<String, Duration> escalations() {
        Map<String, Duration> found = new HashMap<>();
        properties.notifiers().forEach((name, described) -> {
            String path = PREFIX + ".notifiers." + name;
            Map<String, String> settings = new HashMap<>(described);
            settings.keySet().retainAll(NOT_ITS_OWN);
            faults.attempt(
                    path,
                    () -> Settings.of(path, settings)
                            .reader()
                            .duration(ESCALATE_AFTER, after -> found.put(name, after))
                            .build(() -> found));
        });
        return found;
    }

    private static <T> T component(
            Components<T> known, String path, Map<String, String> described, Set<String> notItsOwn) {
        Map<String, String> settings = new HashMap<>(described);
        settings.keySet().removeAll(notItsOwn);
        return known.create(Settings.of(path, settings).beside(notItsOwn));
    }

    private <T> void beans(String key, Map<String, ?> described, Class<T> type, BiConsumer<String, T> taker) {
        beans.all(type).forEach((name, bean) -> {
            if (described.containsKey(name)) {
                faults.add(PREFIX + "." + key + "." + name, "is the name of a bean as well: either could be meant");
            } else {
                taker.accept(name, bean);
            }
        });
    }

    private void services(Failover.Builder builder, List<String> zones, List<String> servers) {
        if (!properties.services().isEmpty()) {
            faults.attempt(PREFIX + ".services", () -> Components.load(HealthCheckFactory.class, loader))
                    .map(checks -> new ServiceComposer(properties.watcher(), zones, servers, beans, checks, faults))
                    .ifPresent(composer -> properties
                            .services()
                            .forEach((name, service) ->
                                    composer.compose(name, service).ifPresent(builder::service)));
        }
        beans.all(Service.class).values().forEach(builder::service);
    }
}
