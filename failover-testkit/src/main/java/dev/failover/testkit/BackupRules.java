package dev.failover.testkit;

import dev.failover.backup.Backup;
import dev.failover.backup.Backup.Taken;
import dev.failover.testkit.BackupContract.Fault;
import dev.failover.testkit.BackupContract.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the parts of {@link BackupContract} share. */
abstract class BackupRules {
    static final Map<String, String> TAGS = Map.of("service", "www", "epoch", "7");

    final BackupContract contract;

    @TempDir
    Path directory;

    Path tree = Path.of("");

    BackupRules(BackupContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    final void makeTree() throws IOException {
        tree = Files.createDirectory(directory.resolve("tree"));
        write("index.html", "hello");
    }

    final void write(String path, String content) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    final Taken take(Backup backup) throws InterruptedException {
        return backup.take(tree, Set.of(), TAGS, contract.timeout());
    }

    final Path restore(Backup backup, String snapshot, String... files) throws Exception {
        Path into = Files.createTempDirectory(directory, "restored");
        return backup.restore(snapshot, into, List.of(files), contract.timeout());
    }

    static void inject(Repository repository, Fault fault) throws Exception {
        NotTested.unless(repository.inject(fault), "this repository can't make the fault " + fault + " happen");
    }
}
