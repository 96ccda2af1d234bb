package dev.failover.rsync;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.util.ArrayList;
import java.util.List;

/** Looks at both rsyncs, the connection and the target without changing anything. For one use. */
final class Inspection {
    private final Rsync rsync;
    private final List<Finding> findings = new ArrayList<>();

    Inspection(Rsync rsync) {
        this.rsync = rsync;
    }

    List<Finding> make(Deadline deadline) throws InterruptedException {
        String subject = "rsync";
        try {
            findings.add(Finding.ok(subject, "version " + rsync.version(deadline) + " on this machine"));
            if (rsync.ssh().isPresent()) {
                subject = "ssh to " + rsync.destination().sshHost().orElseThrow();
                other(rsync.ssh().get(), subject, deadline);
            }
            subject = "destination " + rsync.destination();
            target(subject, deadline);
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, e.getMessage()));
        }
        return List.copyOf(findings);
    }

    private void other(SshConnection ssh, String subject, Deadline deadline) throws InterruptedException {
        ssh.open(deadline);
        findings.add(Finding.ok(subject, "connected, with verified host keys"));
        StringBuilder said = new StringBuilder();
        Command.Ended ended = ssh.execute(
                List.of("rsync", "--version"),
                deadline,
                line -> said.append(line).append('\n'));
        if (ended.status() == 0) {
            findings.add(
                    Finding.ok(subject, "rsync there is " + RsyncVersion.require("of that machine", said.toString())));
        } else {
            findings.add(Finding.ok(
                    subject,
                    "runs no command but rsync, so the version of rsync there is not known: "
                            + Excerpt.of(ended.errors())));
        }
    }

    private void target(String subject, Deadline deadline) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--dry-run", "--dirs"));
        arguments.addAll(rsync.options().general());
        arguments.add(rsync.directory().empty("nothing") + "/");
        arguments.add(rsync.destination().argument("/"));
        Command.Ended ended = rsync.run(arguments, deadline, line -> {});
        if (ended.status() != 0) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        if (isThere(rsync.destination().argument(""), deadline)) {
            findings.add(Finding.ok(subject, "is there"));
        } else if (isThere(rsync.destination().parent(), deadline)) {
            findings.add(Finding.ok(subject, "is not there yet; the first run makes it"));
        } else {
            findings.add(Finding.error(
                    subject,
                    "is not there, and neither is the directory above it; make that, or mount what it lies on"));
        }
    }

    private boolean isThere(String directory, Deadline deadline) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--list-only", "--dirs"));
        arguments.addAll(rsync.options().general());
        arguments.add(directory);
        Command.Ended ended = rsync.run(arguments, deadline, line -> {});
        if (ended.status() != 0 && !Absence.isSaidIn(ended.errors())) {
            throw RsyncFailure.of(ended.status(), ended.errors(), rsync.destination());
        }
        return ended.status() == 0;
    }
}
