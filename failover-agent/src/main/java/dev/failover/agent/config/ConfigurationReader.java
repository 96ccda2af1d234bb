package dev.failover.agent.config;

import dev.failover.Mode;
import dev.failover.Service;
import dev.failover.Site;
import dev.failover.backup.BackupFactory;
import dev.failover.component.ComponentFactory;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Secret;
import dev.failover.coordination.Coordination;
import dev.failover.dns.Authorities;
import dev.failover.dns.DnsAuthorities;
import dev.failover.dns.DnsProvider;
import dev.failover.dns.DnsProviderFactory;
import dev.failover.health.HealthCheckFactory;
import dev.failover.health.HeartbeatHealthCheck;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import dev.failover.sync.FileSyncFactory;
import dev.failover.traffic.TrafficSwitch;
import dev.failover.traffic.TrafficSwitchFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Reads a configuration file into what the library is built from, and reports all that is wrong with it at once.
 *
 * <p>The library's builders validate; this only hands things to them and says where in the file they stand. So that one fault
 * hides no other, a harmless stand-in takes the place of what can't be built; what holds a stand-in is never given out.
 */
public final class ConfigurationReader {
    private static final String STATE_DIRECTORY = "state-directory";
    private static final int MAX_BYTES = 4 << 20;
    private static final Duration VENDOR_CHECK_EVERY = Duration.ofDays(1);
    /** Some vendors take a few hundred requests a day. */
    private static final Duration SHORTEST_VENDOR_CHECK = Duration.ofHours(1);

    private static final Duration LONGEST_VENDOR_CHECK = Duration.ofDays(30);

    private final Path file;
    private final Faults faults;
    private final References references;

    private ConfigurationReader(Path file, Map<String, String> environment, Faults faults) {
        this.file = file;
        this.faults = faults;
        this.references = new References(environment, faults);
    }

    /**
     * Reads a file. Opens nothing but it and the files that it refers to.
     *
     * @param environment where references to variables are looked up
     * @throws InvalidConfigurationException naming everything that is wrong
     */
    public static Configuration read(Path file, Map<String, String> environment) {
        return new ConfigurationReader(file, environment, new Faults()).read();
    }

    /**
     * The state directory that a file names, read no further than to there: the rest may be long, or faulty.
     *
     * @return empty if the file does not say it plainly, or may be one that can be read but once, like a pipe
     */
    public static Optional<Path> stateDirectory(Path file, Map<String, String> environment) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Faults faults = new Faults();
        ConfigurationReader reader = new ConfigurationReader(file, environment, faults);
        Optional<Path> named = reader.content()
                .flatMap(text -> new YamlText(reader.references, faults).first(text, STATE_DIRECTORY))
                .flatMap(reader::stateDirectory);
        return faults.isEmpty() ? named : Optional.empty();
    }

    /** The secrets of a file as it stands now, faulty or not; none of what may be read but once, like a pipe: that could block. */
    public static Set<Secret> secrets(Path file, Map<String, String> environment) {
        if (!Files.isRegularFile(file)) {
            return Set.of();
        }
        ConfigurationReader reader = new ConfigurationReader(file, environment, new Faults());
        return reader.content()
                .flatMap(text -> new YamlText(reader.references, reader.faults).read(text))
                .map(root -> SecretSettings.in(root, reader.references.putIn()))
                .orElse(Set.of());
    }

    /** What a file holds; empty if it can't be read as a block, which is a fault. */
    static Optional<Node.Block> block(Path file, Map<String, String> environment, Faults faults) {
        ConfigurationReader reader = new ConfigurationReader(file, environment, faults);
        return reader.content().flatMap(text -> new YamlText(reader.references, faults).read(text));
    }

    /** The same with its references as they are written. */
    static Optional<Node.Block> unresolved(Path file, Faults faults) {
        ConfigurationReader reader = new ConfigurationReader(file, Map.of(), faults);
        return reader.content().flatMap(text -> new YamlText((value, path) -> value, faults).read(text));
    }

    private Configuration read() {
        Optional<String> content = content();
        Optional<Node.Block> root = content.flatMap(text -> new YamlText(references, faults).read(text));
        if (root.isEmpty()) {
            throw new InvalidConfigurationException(file, faults.sorted(), List.of(), Optional.empty());
        }
        Configuration configuration =
                top(new BlockReader(root.get(), "", faults), Written.of(content.get(), root.get(), references.putIn()));
        if (!faults.isEmpty()) {
            configuration.close();
            boolean onlyReferences = faults.sorted().size() == references.missing();
            throw new InvalidConfigurationException(
                    file,
                    faults.sorted(),
                    references.missingFiles(),
                    onlyReferences ? Optional.of(configuration.stateDirectory()) : Optional.empty());
        }
        return configuration;
    }

    private Optional<String> content() {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            return Optional.of(SmallFile.readAny(file, MAX_BYTES));
        } catch (NoSuchFileException e) {
            faults.addAt(0, "does not exist; name the configuration with --config FILE");
        } catch (AccessDeniedException e) {
            faults.addAt(0, "may not be read by this user");
        } catch (CharacterCodingException e) {
            faults.addAt(0, "is not text in UTF-8");
        } catch (IOException e) {
            faults.addAt(0, "can't be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Configuration top(BlockReader top, Written written) {
        Path stateDirectory = top.requiredText(STATE_DIRECTORY, "where is to be kept what must survive a crash?")
                .flatMap(this::stateDirectory)
                .orElse(Path.of("stand-in"));
        List<String> dnsServers = dnsServers(top);
        List<String> references = new ArrayList<>();
        collect(() -> top.settings("references")
                .reader()
                .texts("references", references::addAll)
                .build(() -> references));
        Map<String, DnsProvider> providers = components(
                top,
                "providers",
                DnsProviderFactory.class,
                (name, block) -> {},
                block -> new StandIns.Provider(block.peek("zone").orElse("stand-in.invalid")));
        if (!dnsServers.isEmpty()) {
            Authorities asked = DnsAuthorities.asking(dnsServers);
            providers.replaceAll((name, provider) -> provider.asking(asked));
        }
        Map<String, TrafficSwitch> switches = components(
                top, "switches", TrafficSwitchFactory.class, (name, block) -> {}, block -> new StandIns.Switch());
        Map<String, Duration> escalateAfter = new HashMap<>();
        Map<String, Notifier> notifiers = components(
                top,
                "notifiers",
                NotifierFactory.class,
                (name, block) -> duration(block, "escalate-after").ifPresent(after -> escalateAfter.put(name, after)),
                block -> (notification, timeout) -> {});
        Telling telling = new Telling(duration(top, "group-wait"), escalateAfter, contacts(top));
        ReplicaReader replicas = new ReplicaReader(faults);
        top.eachNamed("replicas", replicas::read);
        Map<String, SyncDefinition> syncs = syncs(top);
        BackupReader backups = new BackupReader(
                faults,
                new ComponentReader<>(BackupFactory.class, faults),
                replicas.replicas(),
                top.names("services"),
                top.names("notifiers"));
        top.eachNamed("backups", backups::read);
        String watcher = watcher(top);
        Optional<Coordination> coordination = top.take("coordination")
                .flatMap(node ->
                        new CoordinationReader(faults, watcher).read(BlockReader.of(node, "coordination", faults)));
        DrillReader drills = new DrillReader(faults);
        EvidenceReader evidence = new EvidenceReader(faults, stateDirectory);
        List<Service> services = services(
                top, dnsServers, providers, watcher, new FeedReader(replicas, syncs.values()), drills, evidence);
        replicas.requireOwners(services);
        requireSites(syncs.values(), services);
        evidence.requireSites(services);
        requireBackups(services, backups.backups().values());
        requireDestinationsApart(top);
        requireSomethingToDo(top);
        PageDefinition page = new PageReader(faults).read(top);
        requireListening(page, services);
        HeartbeatReader heartbeats = new HeartbeatReader(faults);
        top.eachNamed("heartbeats", heartbeats::read);
        Duration vendorCheckEvery = vendorCheckEvery(top);
        top.finish();
        Configuration configuration = new Configuration(
                stateDirectory,
                dnsServers,
                references,
                providers,
                switches,
                notifiers,
                telling,
                services,
                syncs,
                replicas.replicas(),
                backups.backups(),
                coordination,
                page,
                heartbeats.heartbeats(),
                evidence.evidence(),
                drills.drills(),
                vendorCheckEvery,
                written);
        collect(() -> configuration.failover(Mode.OBSERVE).validate());
        return configuration;
    }

    private void requireListening(PageDefinition page, List<Service> services) {
        boolean awaited = services.stream()
                .flatMap(service -> service.sites().stream())
                .flatMap(site -> site.check().stream())
                .flatMap(HeartbeatHealthCheck::in)
                .findAny()
                .isPresent();
        if (awaited && page.listen().isEmpty() && !faults.concern("listen")) {
            faults.add("listen", "is missing: where are heartbeats of sites to be heard? Like 127.0.0.1:8423");
        }
    }

    private void requireSomethingToDo(BlockReader top) {
        boolean nothing = top.take("services").isEmpty() && top.take("syncs").isEmpty();
        if (nothing && !faults.concern("services")) {
            faults.add("services", "is missing: what is to be watched? An agent that only mirrors has `syncs` instead");
        }
    }

    /** Two syncs into one directory would each delete what the other brings. */
    private void requireDestinationsApart(BlockReader top) {
        Map<List<String>, String> first = new HashMap<>();
        top.eachNamed("syncs", (name, block) -> {
            Optional<String> destination = block.peek("destination");
            if (destination.isEmpty()) {
                return;
            }
            String other = first.putIfAbsent(
                    List.of(block.peek("type").orElse(""), destination.get().replaceFirst("(?<=.)/+$", "")), name);
            if (other != null) {
                faults.add(
                        block.pathOf("destination"),
                        "is that of %s too: each would delete what the other brings".formatted(other));
            }
        });
    }

    private Optional<Path> stateDirectory(String text) {
        try {
            if (!text.isBlank()) {
                return Optional.of(Path.of(text));
            }
            faults.add(STATE_DIRECTORY, "is empty");
        } catch (InvalidPathException e) {
            faults.add(STATE_DIRECTORY, "must be a directory's path, not \"" + text + "\"");
        }
        return Optional.empty();
    }

    private List<String> dnsServers(BlockReader top) {
        List<String> servers = new ArrayList<>();
        top.take("dns").ifPresent(node -> {
            BlockReader dns = BlockReader.of(node, "dns", faults);
            collect(() -> dns.rest()
                    .reader()
                    .texts("servers", texts -> {
                        DnsAuthorities.asking(texts);
                        servers.addAll(texts);
                    })
                    .build(() -> servers));
        });
        return servers;
    }

    /** What the library finds wrong is a fault of the configuration. */
    private void collect(Runnable work) {
        try {
            work.run();
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
    }

    /** @param takeOwn takes of each block what is the agent's, and not the component's */
    private <T, F extends ComponentFactory<T>> Map<String, T> components(
            BlockReader top,
            String key,
            Class<F> kind,
            BiConsumer<String, BlockReader> takeOwn,
            Function<BlockReader, T> standIn) {
        ComponentReader<T> reader = new ComponentReader<>(kind, faults);
        Map<String, T> found = new LinkedHashMap<>();
        top.eachNamed(key, (name, block) -> {
            takeOwn.accept(name, block);
            found.put(name, reader.read(block).orElseGet(() -> standIn.apply(block)));
        });
        return found;
    }

    private Optional<Duration> duration(BlockReader block, String key) {
        List<Duration> given = new ArrayList<>();
        collect(() -> block.settings(key).reader().duration(key, given::add).build(() -> given));
        return given.stream().findFirst();
    }

    private Duration vendorCheckEvery(BlockReader top) {
        Duration given = duration(top, "vendor-check-every").orElse(VENDOR_CHECK_EVERY);
        boolean never = given.isZero();
        if (!never
                && (given.compareTo(SHORTEST_VENDOR_CHECK) < 0 || given.compareTo(LONGEST_VENDOR_CHECK) > 0)
                && !faults.concern("vendor-check-every")) {
            faults.add("vendor-check-every", "must be from 1h to 30d, or 0s for never");
        }
        return given;
    }

    private Map<String, String> contacts(BlockReader top) {
        Map<String, String> contacts = new LinkedHashMap<>();
        top.take("contacts").ifPresent(node -> {
            BlockReader block = BlockReader.of(node, "contacts", faults);
            top.names("contacts").forEach(who -> block.text(who).ifPresent(how -> contacts.put(who, how)));
        });
        return contacts;
    }

    private String watcher(BlockReader top) {
        List<String> given = new ArrayList<>();
        collect(() -> top.settings("watcher")
                .reader()
                .text("watcher", name -> {
                    Service.requireName(name);
                    given.add(name);
                })
                .build(() -> given));
        return given.isEmpty() ? HostName.find().orElse("") : given.get(0);
    }

    private List<Service> services(
            BlockReader top,
            List<String> dnsServers,
            Map<String, DnsProvider> providers,
            String watcher,
            FeedReader feeds,
            DrillReader drills,
            EvidenceReader evidence) {
        List<String> zones = providers.values().stream().map(DnsProvider::zone).toList();
        AddressReader addresses = new AddressReader(faults, dnsServers, zones);
        ServiceReader reader = new ServiceReader(
                faults,
                new ComponentReader<>(HealthCheckFactory.class, faults),
                addresses,
                top.names("providers"),
                top.names("switches"),
                top.names("notifiers"),
                watcher,
                top.has("coordination"),
                feeds,
                drills,
                evidence);
        List<Service> services = new ArrayList<>();
        top.eachNamed("services", (name, block) -> reader.read(name, block).ifPresent(services::add));
        return services;
    }

    private Map<String, SyncDefinition> syncs(BlockReader top) {
        SyncReader reader = new SyncReader(
                faults,
                new ComponentReader<>(FileSyncFactory.class, faults),
                top.names("services"),
                top.names("notifiers"));
        Map<String, SyncDefinition> syncs = new LinkedHashMap<>();
        top.eachNamed("syncs", (name, block) -> syncs.put(name, reader.read(name, block)));
        return syncs;
    }

    private void requireSites(Collection<SyncDefinition> syncs, List<Service> services) {
        for (SyncDefinition sync : syncs) {
            for (Service service : services) {
                if (sync.service().equals(Optional.of(service.name()))) {
                    requireSite(sync, "site", sync.site(), service);
                    requireSite(sync, "to", sync.to(), service);
                }
            }
        }
    }

    /** What is never tested would be too old for ever. */
    private void requireBackups(List<Service> services, Collection<BackupDefinition> backups) {
        services.stream()
                .filter(service -> service.policy().restoreTestMaxAge().isPresent())
                .filter(service ->
                        backups.stream().noneMatch(backup -> backup.service().equals(service.name())))
                .forEach(service -> faults.add(
                        "services.%s.restore-test-max-age".formatted(service.name()),
                        "counts restore tests, and no backup of %s is configured".formatted(service.name())));
    }

    private void requireSite(SyncDefinition sync, String key, Optional<String> named, Service service) {
        if (named.isPresent() && service.site(named.get()).isEmpty()) {
            faults.add(
                    "syncs.%s.%s".formatted(sync.name(), key),
                    "%s has no site named \"%s\", only %s"
                            .formatted(
                                    service.name(),
                                    named.get(),
                                    service.sites().stream().map(Site::name).toList()));
        }
    }
}
