package dev.failover.agent.command;

import dev.failover.agent.control.ControlSocket;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import dev.failover.internal.storage.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a state directory could be used, found out without making or writing it. */
final class StateDirectoryInspection {
    private static final String SUBJECT = "state directory";
    /** What the library reserves, and some more. */
    private static final long LEAST_SPACE = 1 << 20;

    private final Path configured;
    private final Path directory;

    StateDirectoryInspection(Path directory) {
        this.configured = directory;
        this.directory = directory.toAbsolutePath();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(finding()));
        try {
            ControlSocket.of(configured);
        } catch (IOException e) {
            findings.add(Finding.error(SUBJECT, "a running agent could not be asked: " + e.getMessage()));
        }
        return findings;
    }

    private Finding finding() {
        Path existing = nearestExisting();
        if (existing == null || !Files.isDirectory(existing)) {
            return Finding.error(SUBJECT, existing + " is not a directory");
        }
        try {
            StateDirectory.read(directory, "journal");
        } catch (RejectedException e) {
            return Finding.error(SUBJECT, String.valueOf(e.getMessage()));
        }
        if (!Files.isWritable(existing)) {
            return Finding.error(SUBJECT, existing + " can't be written to by this user");
        }
        try {
            if (Files.getFileStore(existing).getUsableSpace() < LEAST_SPACE) {
                return Finding.error(SUBJECT, "the disk that holds " + existing + " is full");
            }
        } catch (IOException e) {
            return Finding.error(SUBJECT, existing + " can't be looked at: " + e);
        }
        if (!existing.equals(directory)) {
            return Finding.ok(SUBJECT, directory + " is not there yet and can be made");
        }
        return Finding.ok(
                SUBJECT,
                StateDirectory.owner(directory)
                        .map(process -> directory + " is in use by process " + process.pid())
                        .orElse(directory + " is there and free"));
    }

    private @Nullable Path nearestExisting() {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }
}
