package dev.failover.agent.config;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.agent.config.EvidenceDefinition.Collecting;
import dev.failover.agent.config.EvidenceDefinition.Replacement;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Settings;
import dev.failover.evidence.EvidenceBudget;
import dev.failover.evidence.EvidenceCollection.Source;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollectorFactory;
import dev.failover.evidence.EvidenceStore.Keep;
import dev.failover.evidence.Redaction;
import dev.failover.internal.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what is collected when a site of a service fails: the block {@code evidence} of the service. */
final class EvidenceReader {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    private static final long DEFAULT_MOST_BYTES = 32L << 20;
    private static final Duration DEFAULT_REPLACE_TIMEOUT = Duration.ofMinutes(15);

    private final Faults faults;
    private final Path stateDirectory;
    private final ComponentReader<EvidenceCollector> collectors;
    private final Map<String, EvidenceDefinition> evidence = new LinkedHashMap<>();

    EvidenceReader(Faults faults, Path stateDirectory) {
        this.faults = faults;
        this.stateDirectory = stateDirectory;
        this.collectors = new ComponentReader<>(EvidenceCollectorFactory.class, faults);
    }

    /** Settings as far as they are read. */
    private static final class Draft {
        private Path directory;
        private Duration time = EvidenceBudget.defaults().time();
        private long bytes = EvidenceBudget.defaults().bytes();
        private int incidents = Keep.defaults().incidents();
        private Duration age = Keep.defaults().age();
        private long kept = Keep.defaults().bytes();
        private List<String> redact = List.of();
        private Destinations copyTo = Destinations.NOWHERE;
        private final Set<Cost> allowed = EnumSet.of(Cost.NONE);
        private List<String> replace = List.of();
        private Duration replaceTimeout = DEFAULT_REPLACE_TIMEOUT;

        Draft(Path directory) {
            this.directory = directory;
        }

        private void allow(List<String> words) {
            for (String word : words) {
                switch (word) {
                    case "freezes" -> allowed.add(Cost.FREEZES);
                    case "reboots" -> allowed.add(Cost.REBOOTS);
                    default -> throw new IllegalArgumentException("must be freezes or reboots, not \"" + word + "\"");
                }
            }
        }

        private void replace(List<String> words) {
            Command.checkWords(words, "[/etc/failover/replace, prod]");
            replace = words;
        }

        private void redact(List<String> patterns) {
            Redaction.of(List.of(), patterns);
            redact = patterns;
        }
    }

    /** What a service's block says of it, if it does. */
    void read(String service, BlockReader block) {
        block.take("evidence").ifPresent(node -> {
            BlockReader reader = BlockReader.of(node, block.pathOf("evidence"), faults);
            Draft draft = draft(reader);
            if (reader.has("copy-to") && !draft.copyTo.isAny() && !faults.concern(reader.pathOf("copy-to"))) {
                faults.add(reader.pathOf("copy-to"), "leads nowhere: give it a directory, sftp or s3");
            }
            List<Collecting> found = new ArrayList<>();
            reader.eachNamed(
                    "collectors",
                    (name, below) -> collecting(name, below, draft).ifPresent(found::add));
            if (found.isEmpty() && !faults.concern(reader.pathOf("collectors"))) {
                faults.add(reader.pathOf("collectors"), "is missing: who is to be asked why a site failed?");
            }
            reader.finish();
            evidence.put(
                    service,
                    new EvidenceDefinition(
                            draft.directory,
                            orElse(
                                    Keep.defaults(),
                                    reader.path(),
                                    () -> new Keep(draft.incidents, draft.age, draft.kept)),
                            orElse(
                                    EvidenceBudget.defaults(),
                                    reader.path(),
                                    () -> new EvidenceBudget(draft.time, draft.bytes)),
                            draft.redact,
                            draft.copyTo,
                            found,
                            Optional.of(draft.replace)
                                    .filter(words -> !words.isEmpty())
                                    .map(words -> new Replacement(words, draft.replaceTimeout))));
        });
    }

    private Draft draft(BlockReader reader) {
        Draft draft = new Draft(stateDirectory.resolve("evidence"));
        try {
            return reader.settings(
                            "directory",
                            "time",
                            "size",
                            "keep",
                            "keep-for",
                            "keep-size",
                            "redact",
                            "copy-to",
                            "allow",
                            "replace",
                            "replace-timeout")
                    .reader()
                    .path("directory", value -> draft.directory = absolute(value))
                    .duration("time", value -> draft.time = value)
                    .value("size", ByteCount::parse, value -> draft.bytes = value)
                    .integer("keep", value -> draft.incidents = value)
                    .duration("keep-for", value -> draft.age = value)
                    .value("keep-size", ByteCount::parse, value -> draft.kept = value)
                    .texts("redact", draft::redact)
                    .nested("copy-to", below -> draft.copyTo = copies(below))
                    .texts("allow", draft::allow)
                    .texts("replace", draft::replace)
                    .duration("replace-timeout", value -> draft.replaceTimeout = positive(value))
                    .build(() -> draft);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
            return draft;
        }
    }

    private static Destinations copies(Settings settings) {
        Destinations.Draft draft = new Destinations.Draft();
        return draft.from(settings.reader(), EvidenceReader::absolute).build(draft::destinations);
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("must be an absolute path, not \"" + path + "\"");
        }
        return path;
    }

    private static Duration positive(Duration value) {
        if (value.isZero()) {
            throw new IllegalArgumentException("must be more than zero");
        }
        return value;
    }

    private Optional<Collecting> collecting(String name, BlockReader block, Draft draft) {
        Optional<String> site = block.text("site");
        Duration[] timeout = {DEFAULT_TIMEOUT};
        long[] mostBytes = {DEFAULT_MOST_BYTES};
        try {
            block.settings("timeout", "max-size")
                    .reader()
                    .duration("timeout", value -> timeout[0] = value)
                    .value("max-size", ByteCount::parse, value -> mostBytes[0] = value)
                    .build(() -> block);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        Optional<EvidenceCollector> collector = collectors.read(block);
        if (collector.isEmpty()) {
            return Optional.empty();
        }
        Cost cost = collector.get().describe().cost();
        if (!draft.allowed.contains(cost)) {
            String word = cost == Cost.FREEZES ? "freezes" : "reboots";
            faults.add(
                    block.path(),
                    "costs more than a look: it %s the site; say allow: [%1$s] if it may".formatted(word));
        }
        try {
            return Optional.of(new Collecting(new Source(name, collector.get(), timeout[0], mostBytes[0]), site));
        } catch (IllegalArgumentException e) {
            faults.add(block.path(), String.valueOf(e.getMessage()));
            collector.get().close();
            return Optional.empty();
        }
    }

    private interface Making<T> {
        T make();
    }

    private <T> T orElse(T standIn, String path, Making<T> making) {
        try {
            return making.make();
        } catch (IllegalArgumentException e) {
            faults.add(path, String.valueOf(e.getMessage()));
            return standIn;
        }
    }

    /** A collector of a site that is none would never be asked. */
    void requireSites(List<Service> services) {
        for (Service service : services) {
            EvidenceDefinition of = evidence.get(service.name());
            for (Collecting each : of == null ? List.<Collecting>of() : of.collectors()) {
                if (each.site().isPresent() && service.site(each.site().get()).isEmpty()) {
                    faults.add(
                            "services.%s.evidence.collectors.%s.site"
                                    .formatted(service.name(), each.source().name()),
                            "%s has no site named \"%s\", only %s"
                                    .formatted(
                                            service.name(),
                                            each.site().get(),
                                            service.sites().stream()
                                                    .map(Site::name)
                                                    .toList()));
                }
            }
        }
    }

    /** By the service's name. */
    Map<String, EvidenceDefinition> evidence() {
        return evidence;
    }
}
