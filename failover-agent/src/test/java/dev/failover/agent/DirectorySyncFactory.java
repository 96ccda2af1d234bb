package dev.failover.agent;

import com.google.auto.service.AutoService;
import dev.failover.component.Settings;
import dev.failover.sync.FileSync;
import dev.failover.sync.FileSyncFactory;
import dev.failover.testkit.LocalFileSync;
import java.nio.file.Path;

/** The transport between two directories of this machine, for a configuration to name. */
@AutoService(FileSyncFactory.class)
public final class DirectorySyncFactory implements FileSyncFactory {
    @Override
    public String name() {
        return "directory";
    }

    @Override
    public FileSync create(Settings settings) {
        Path[] destination = {Path.of("nowhere")};
        return settings.reader()
                .path("destination", value -> destination[0] = value)
                .build(() -> LocalFileSync.into(destination[0]));
    }
}
