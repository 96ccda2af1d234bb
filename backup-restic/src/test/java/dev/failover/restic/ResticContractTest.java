package dev.failover.restic;

import dev.failover.testkit.BackupContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A repository of restic")
class ResticContractTest extends BackupContract {
    @TempDir
    Path directory;

    @Override
    protected Repository open() throws Exception {
        return new ResticRepository(Files.createTempDirectory(directory, "place"));
    }

    @Override
    protected List<String> secrets() {
        return List.of(ResticRepository.PASSWORD);
    }
}
