package dev.failover.examples.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.sync.FileSync;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes file syncs out of their blocks. */
final class SyncReader {
    private static final int DEFAULT_MAX_DELETE = 100;

    private final Faults faults;
    private final ComponentReader<FileSync> transports;
    private final Collection<String> services;

    SyncReader(Faults faults, ComponentReader<FileSync> transports, Collection<String> services) {
        this.faults = faults;
        this.transports = transports;
        this.services = services;
    }

    /** Settings as far as they are read. */
    private static final class Draft {
        private Path source = Path.of("stand-in");
        private boolean continuous;
        private int maxDelete = DEFAULT_MAX_DELETE;
        private @Nullable String service;
    }

    /** The sync; one with stand-ins if it has faults, which are told. */
    SyncDefinition read(String name, BlockReader block) {
        Draft draft = new Draft();
        block.requiredText("source", "which directory is to be mirrored?");
        try {
            block.settings("source", "continuous", "max-delete", "service")
                    .reader()
                    .path("source", value -> draft.source = value)
                    .flag("continuous", value -> draft.continuous = value)
                    .integer("max-delete", value -> draft.maxDelete = zeroOrMore(value))
                    .text("service", value -> draft.service = known(value))
                    .build(() -> draft);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        FileSync transport = transports.read(block).orElseGet(StandIns.Transport::new);
        return new SyncDefinition(
                name, transport, draft.source, draft.continuous, draft.maxDelete, Optional.ofNullable(draft.service));
    }

    private static int zeroOrMore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("must be 0 or more");
        }
        return value;
    }

    private String known(String service) {
        if (!services.contains(service)) {
            throw new IllegalArgumentException(
                    "there is no service named \"%s\", only %s".formatted(service, services));
        }
        return service;
    }
}
