package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.SettingsReader;
import dev.failover.sync.AfterSync;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.Exclusions;
import dev.failover.sync.FileSync;
import dev.failover.sync.Versions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes file syncs out of their blocks. */
final class SyncReader {
    private static final Duration DEFAULT_RESCAN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern BYTES = Pattern.compile("([1-9][0-9]{0,11})([kmg]?)");
    private static final String UNITS = " kmg";
    private static final int UNIT = 1024;
    private static final Versions DEFAULT_VERSIONS = new Versions(10, Duration.ofDays(30));

    private final Faults faults;
    private final ComponentReader<FileSync> transports;
    private final Collection<String> services;
    private final Collection<String> notifiers;

    /**
     * @param services the names that syncs may refer to
     * @param notifiers the names that syncs may refer to
     */
    SyncReader(
            Faults faults,
            ComponentReader<FileSync> transports,
            Collection<String> services,
            Collection<String> notifiers) {
        this.faults = faults;
        this.transports = transports;
        this.services = services;
        this.notifiers = notifiers;
    }

    /** Settings as far as they are read. */
    private static final class Draft {
        private final DataMirror.Builder mirror = DataMirror.builder().prepareAtFirstContact(true);
        private boolean sound;
        private Path source = Path.of("stand-in");
        private @Nullable String dataSet;
        private boolean continuous;
        private final ContinuousMirror.Builder following =
                ContinuousMirror.builder().rescan(DEFAULT_RESCAN);
        private boolean verified;
        private @Nullable String service;
        private @Nullable String site;
        private @Nullable String to;
        private List<String> notify = List.of();

        /** @throws InvalidSettingsException naming everything of it that the mirror does not take */
        private Draft tried() {
            following
                    .mirror(mirror.dataSet(DataSet.of("stand-in", source))
                            .target(new StandIns.Transport())
                            .build())
                    .build();
            sound = true;
            return this;
        }

        private ContinuousMirror.Builder following() {
            return sound ? following : ContinuousMirror.builder();
        }

        private DataMirror.Builder mirror() {
            return sound ? mirror : DataMirror.builder();
        }
    }

    /** The sync; one with stand-ins if it has faults, which are told. */
    SyncDefinition read(String name, BlockReader block) {
        Draft draft = new Draft();
        block.requiredText("source", "which directory is to be mirrored?");
        for (BlockReader after : block.eachListed("after")) {
            collect(() -> draft.mirror.after(after(after)));
        }
        collect(() -> block.settings(
                        "source",
                        "data-set",
                        "continuous",
                        "rescan",
                        "verify-every",
                        "verify-rate",
                        "exclude",
                        "versions",
                        "max-delete",
                        "max-shrink",
                        "service",
                        "site",
                        "to",
                        "notify")
                .reader()
                .path("source", value -> draft.source = value)
                .text("data-set", value -> draft.dataSet = valid(value))
                .flag("continuous", value -> draft.continuous = value)
                .duration("rescan", value -> draft.following.rescan(atLeastASecond(value)))
                .duration("verify-every", value -> {
                    draft.verified = true;
                    draft.following.verifyEvery(atLeastAnHour(value));
                })
                .value("verify-rate", SyncReader::bytes, draft.following::verifyRate)
                .texts("exclude", values -> draft.mirror.exclude(Exclusions.of(values)))
                .nested("versions", versions -> draft.mirror.versions(versions(versions.reader())))
                .integer("max-delete", draft.mirror::maxDeletes)
                .value("max-shrink", Percent::parse, draft.mirror::maxShrink)
                .text("service", value -> draft.service = Names.known("service", value, services))
                .text("site", value -> draft.site = value)
                .text("to", value -> draft.to = value)
                .texts("notify", names -> draft.notify = Names.each("notifier", names, notifiers))
                .build(() -> draft.tried()));
        if (draft.service == null) {
            for (String key : List.of("site", "to")) {
                if (block.peek(key).isPresent()) {
                    faults.add(block.pathOf(key), "needs a service: whose site is it?");
                }
            }
        }
        FileSync transport = transports.read(block).orElseGet(StandIns.Transport::new);
        requireVerifiable(draft, block, transport);
        DataMirror mirror = draft.mirror()
                .dataSet(dataSet(name, draft, block))
                .target(transport)
                .build();
        MirrorEvents events = new MirrorEvents();
        ContinuousMirror following =
                draft.following().mirror(mirror).listener(events).build();
        return new SyncDefinition(
                name,
                transport,
                mirror,
                Optional.of(following).filter(continuous -> draft.continuous),
                events,
                Optional.ofNullable(draft.service),
                Optional.ofNullable(draft.site),
                Optional.ofNullable(draft.to),
                draft.notify);
    }

    private void requireVerifiable(Draft draft, BlockReader block, FileSync transport) {
        if (draft.verified && !draft.continuous) {
            faults.add(
                    block.pathOf("verify-every"),
                    "needs continuous: true; a sync by hand is verified by `failover sync NAME --verify`");
        }
        if (draft.verified && transport.verifying() == FileSync.Verifying.NOTHING) {
            faults.add(block.pathOf("verify-every"), "is not possible: the transport can't compare what files hold");
            draft.sound = false;
        }
    }

    /** {@code 2m} is 2 MiB. */
    private static long bytes(String text) {
        Matcher bytes = BYTES.matcher(text);
        if (!bytes.matches()) {
            throw new IllegalArgumentException(
                    "must be bytes a second, with k, m or g for 1,024 times as many each, such as 2m; not \"" + text
                            + "\"");
        }
        long value = Long.parseLong(bytes.group(1));
        for (int i = bytes.group(2).isEmpty() ? 0 : UNITS.indexOf(bytes.group(2)); i > 0; i--) {
            value *= UNIT;
        }
        return value;
    }

    private DataSet dataSet(String name, Draft draft, BlockReader block) {
        try {
            return DataSet.of(draft.dataSet == null ? name : draft.dataSet, draft.source);
        } catch (IllegalArgumentException e) {
            faults.add(block.path(), e.getMessage() + "; give it one with data-set");
            return DataSet.of("stand-in", draft.source);
        }
    }

    private void collect(Runnable work) {
        try {
            work.run();
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
    }

    private static String valid(String name) {
        return DataSet.of(name, Path.of("stand-in")).name();
    }

    private static Duration atLeastASecond(Duration value) {
        if (value.toSeconds() < 1) {
            throw new IllegalArgumentException("must be at least 1s");
        }
        return value;
    }

    private static Duration atLeastAnHour(Duration value) {
        if (value.toHours() < 1) {
            throw new IllegalArgumentException("must be at least 1h");
        }
        return value;
    }

    private static Duration moreThanZero(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("must be more than zero");
        }
        return value;
    }

    private static Versions versions(SettingsReader reader) {
        int[] count = {DEFAULT_VERSIONS.count()};
        Duration[] age = {DEFAULT_VERSIONS.age()};
        return reader.integer("count", value -> count[0] = new Versions(value, age[0]).count())
                .duration("age", value -> age[0] = new Versions(1, value).age())
                .build(() -> new Versions(count[0], age[0]));
    }

    private static AfterSync after(BlockReader block) {
        List<String> files = new ArrayList<>();
        List<String> command = new ArrayList<>();
        AfterSync.Where[] where = {AfterSync.Where.TARGET};
        Duration[] timeout = {DEFAULT_COMMAND_TIMEOUT};
        return block.all()
                .reader()
                .texts("files", values -> files.addAll(Exclusions.of(values).patterns()))
                .texts("command", command::addAll)
                .constant("where", AfterSync.Where.class, value -> where[0] = value)
                .duration("timeout", value -> timeout[0] = moreThanZero(value))
                .build(() -> {
                    List<Problem> missing = new ArrayList<>();
                    if (files.isEmpty()) {
                        missing.add(new Problem("files", "is missing: after a change of which files?"));
                    }
                    if (command.isEmpty()) {
                        missing.add(new Problem("command", "is missing: what is to be run?"));
                    }
                    if (!missing.isEmpty()) {
                        throw new InvalidSettingsException(missing);
                    }
                    return new AfterSync(Exclusions.of(files), command, where[0], timeout[0]);
                });
    }
}
