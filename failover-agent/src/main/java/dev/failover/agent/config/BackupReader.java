package dev.failover.agent.config;

import dev.failover.agent.config.BackupDefinition.Content;
import dev.failover.agent.config.BackupDefinition.Testing;
import dev.failover.backup.Backup;
import dev.failover.backup.Retention;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.SettingsReader;
import dev.failover.internal.process.Command;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes backups out of their blocks. */
final class BackupReader {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private final Faults faults;
    private final ComponentReader<Backup> repositories;
    private final Map<String, ReplicaDefinition> replicas;
    private final Collection<String> services;
    private final Collection<String> notifiers;
    private final Map<String, BackupDefinition> backups = new LinkedHashMap<>();

    /**
     * @param replicas that backups may be of
     * @param services the names that backups may refer to
     * @param notifiers the names that backups may refer to
     */
    BackupReader(
            Faults faults,
            ComponentReader<Backup> repositories,
            Map<String, ReplicaDefinition> replicas,
            Collection<String> services,
            Collection<String> notifiers) {
        this.faults = faults;
        this.repositories = repositories;
        this.replicas = replicas;
        this.services = services;
        this.notifiers = notifiers;
    }

    /** Settings as far as they are read. */
    private static final class Draft {
        private @Nullable String replica;
        private List<String> dump = List.of();
        private @Nullable String service;
        private Duration every = Duration.ofDays(1);
        private Duration timeout = Duration.ofHours(6);
        private @Nullable Duration maxAge;
        private @Nullable Retention retention;
        private Testing test = TestDraft.DEFAULT.testing();
        private boolean appendOnly;
        private List<String> notify = List.of();

        /** @throws InvalidSettingsException naming all that does not fit together */
        private Draft tried() {
            boolean dumps = !dump.isEmpty();
            new Problems()
                    .unless(
                            dumps || replica != null,
                            "replica",
                            "is missing: which of the replicas here is to be kept? Or dump, a command whose output is")
                    .unless(!dumps || replica == null, "dump", "is given beside replica: a backup is of one of the two")
                    .unless(!dumps || service != null, "service", "is missing: whose data does the dump hold?")
                    .unless(dumps || service == null, "service", "is said by the replica: leave it out")
                    .throwIfAny();
            return this;
        }
    }

    /** The settings of a restore test. */
    private static final class TestDraft {
        private static final TestDraft DEFAULT = new TestDraft();

        private Duration every = Duration.ofDays(7);
        private Duration maxAge = Duration.ofDays(35);
        private long sample = 256L << 20;
        private int count = 10;
        private int change = 10;
        private List<String> command = List.of();

        private Testing testing() {
            return new Testing(every, maxAge, sample, count, change, command);
        }
    }

    void read(String name, BlockReader block) {
        Draft draft = new Draft();
        try {
            block.settings(
                            "replica",
                            "dump",
                            "service",
                            "every",
                            "timeout",
                            "max-age",
                            "retention",
                            "restore-test",
                            "append-only",
                            "notify")
                    .reader()
                    .text("replica", value -> draft.replica = Names.known("replica", value, replicas.keySet()))
                    .texts("dump", words -> draft.dump = command(words))
                    .text("service", value -> draft.service = Names.known("service", value, services))
                    .duration("every", value -> draft.every = atLeastAMinute(value))
                    .duration("timeout", value -> draft.timeout = atLeastAMinute(value))
                    .duration("max-age", value -> draft.maxAge = atLeastAMinute(value))
                    .nested("retention", retention -> draft.retention = retention(retention.reader()))
                    .nested("restore-test", test -> draft.test = test(test.reader()))
                    .flag("append-only", value -> draft.appendOnly = value)
                    .texts("notify", names -> draft.notify = Names.each("notifier", names, notifiers))
                    .build(draft::tried);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        Optional<Backup> repository = repositories.read(block);
        Optional<ReplicaDefinition> replica = Optional.ofNullable(draft.replica).map(replicas::get);
        repository.ifPresent(backup -> backups.put(
                name,
                new BackupDefinition(
                        name,
                        backup,
                        new Content(replica, draft.dump),
                        replica.map(ReplicaDefinition::service).orElse(String.valueOf(draft.service)),
                        draft.every,
                        draft.timeout,
                        draft.maxAge == null ? draft.every.multipliedBy(2) : draft.maxAge,
                        Optional.ofNullable(draft.retention),
                        draft.test,
                        draft.appendOnly,
                        draft.notify)));
    }

    Map<String, BackupDefinition> backups() {
        return backups;
    }

    private static Retention retention(SettingsReader reader) {
        int[] keep = new int[5];
        Duration[] within = {Duration.ZERO};
        int[] min = {3};
        int[] share = {50};
        return reader.integer("keep-last", value -> keep[0] = value)
                .integer("keep-daily", value -> keep[1] = value)
                .integer("keep-weekly", value -> keep[2] = value)
                .integer("keep-monthly", value -> keep[3] = value)
                .integer("keep-yearly", value -> keep[4] = value)
                .duration("keep-within", value -> within[0] = value)
                .integer("keep-min", value -> min[0] = value)
                .value("max-expire", Percent::parse, value -> share[0] = value)
                .build(() -> new Retention(keep[0], keep[1], keep[2], keep[3], keep[4], within[0], min[0], share[0]));
    }

    private static Testing test(SettingsReader reader) {
        TestDraft draft = new TestDraft();
        Consumer<Duration> every = value -> draft.every = atLeastAMinute(value);
        return reader.duration("every", every)
                .duration("max-age", value -> draft.maxAge = atLeastAMinute(value))
                .value("sample", ByteCount::parse, value -> draft.sample = value)
                .value("count-tolerance", Percent::parse, value -> draft.count = value)
                .value("change-tolerance", Percent::parse, value -> draft.change = value)
                .texts("command", words -> draft.command = command(words))
                .build(draft::testing);
    }

    private static List<String> command(List<String> words) {
        Command.checkWords(words, "[pg_dump, -Fc, shop]");
        return words;
    }

    private static Duration atLeastAMinute(Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("must be at least 1m");
        }
        return value;
    }
}
