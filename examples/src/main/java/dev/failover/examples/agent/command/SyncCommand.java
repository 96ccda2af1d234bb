package dev.failover.examples.agent.command;

import com.google.gson.JsonObject;
import dev.failover.examples.agent.config.Configuration;
import dev.failover.examples.agent.config.SyncDefinition;
import dev.failover.sync.MirrorReport;
import dev.failover.time.Durations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One complete mirror by hand. */
@Command(name = "sync", description = "Makes one complete mirror now.")
final class SyncCommand extends Verb {
    /** Only the script can tell: since JDK 22 there is a console wherever the output goes. */
    private static final String TERMINAL = "failover.terminal";

    @Parameters(index = "0", paramLabel = "NAME", description = "Which sync.")
    private String name = "";

    @Override
    int call(Configuration configuration) throws InterruptedException {
        SyncDefinition sync = configuration.syncs().get(name);
        if (sync == null) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "There is no sync named \"%s\", only %s"
                            .formatted(name, configuration.syncs().keySet()));
        }
        MirrorReport report;
        try (ProgressLine progress = new ProgressLine(err(), Boolean.getBoolean(TERMINAL))) {
            report = sync.transport().mirror(sync.everything(), progress);
        }
        print(report);
        return report.complete() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(MirrorReport report) {
        if (json()) {
            JsonObject document = new JsonObject();
            document.addProperty("sync", name);
            document.addProperty("complete", report.complete());
            document.addProperty("scanStarted", report.scanStarted().toString());
            document.addProperty("files", report.files());
            document.addProperty("bytes", report.bytes());
            document.addProperty("transferredFiles", report.transferredFiles());
            document.addProperty("transferredBytes", report.transferredBytes());
            document.addProperty("deleted", report.deleted());
            document.addProperty("tookSeconds", report.took().toMillis() / 1000.0);
            Output.json(out(), document);
        } else {
            out().printf(
                            "%s: %s, %d of %d files sent (%d bytes), %d deleted, in %s%n",
                            name,
                            report.complete() ? "complete" : "NOT complete",
                            report.transferredFiles(),
                            report.files(),
                            report.transferredBytes(),
                            report.deleted(),
                            Durations.format(report.took()));
        }
    }
}
