package dev.failover.agent.command;

import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.agent.control.CommandAdvice;
import dev.failover.component.ComponentException;
import dev.failover.component.Excerpt;
import dev.failover.component.Remedy;
import dev.failover.sync.DataMirror;
import dev.failover.sync.Marker;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.Proof;
import dev.failover.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One complete mirror by hand. */
@Command(
        name = "sync",
        description = "Makes one complete mirror now. The very first one marks source and target for each other.")
final class SyncCommand extends Verb {
    /** Only the script can tell: since JDK 22 there is a console wherever the output goes. */
    private static final String TERMINAL = "failover.terminal";

    @Parameters(index = "0", paramLabel = "NAME", description = "Which sync.")
    private String name = "";

    @ArgGroup
    private @Nullable Word word;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who accepts the source; ${DEFAULT-VALUE} by default.")
    private String by = "";

    /** What a human may say of a sync; one thing at a time. */
    private static final class Word {
        @Option(names = "--prepare", description = "Only marks source and target for each other.")
        private boolean prepare;

        @Option(
                names = "--accept-source",
                description = "Accepts the source although it lost its marker or shrank, for which the sync halted.")
        private boolean acceptSource;

        @Option(
                names = "--promote",
                description =
                        "Only makes the directory here the source from now on, as its site is the active one again.")
        private boolean promote;

        @Option(
                names = "--verify",
                description =
                        "Afterwards reads all of the target back, compares it with the source, and sends again what silently became another.")
        private boolean verify;
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        SyncDefinition sync = configuration.syncs().get(name);
        if (sync == null) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "There is no sync named \"%s\", only %s"
                            .formatted(name, configuration.syncs().keySet()));
        }
        try {
            return call(sync, word == null ? new Word() : word);
        } catch (ComponentException e) {
            throw new EndException(
                    ExitCode.FAILED, CommandAdvice.sentence(name, String.valueOf(e.getMessage()), e.remedy()));
        }
    }

    private int call(SyncDefinition sync, Word said) throws InterruptedException {
        if (said.prepare) {
            Marker marker = sync.mirror().prepare();
            return printMarker("prepared", marker, Prepared.of(name, marker));
        }
        if (said.promote) {
            Marker marker = sync.mirror().dataSet().promote(0);
            return printMarker("promoted", marker, Promoted.of(name, marker));
        }
        if (said.acceptSource) {
            sync.mirror().acceptSource(Excerpt.of(by), time().instant());
        }
        DataMirror.Result result;
        try (ProgressLine progress = new ProgressLine(err(), Boolean.getBoolean(TERMINAL), time())) {
            result = sync.mirror().everything(progress);
        }
        if (result.halted().isPresent()) {
            throw new EndException(
                    ExitCode.REFUSED,
                    CommandAdvice.sentence(name, result.halted().get(), Optional.of(Remedy.ACCEPT_SOURCE)));
        }
        MirrorReport report = result.report().orElseThrow();
        print(report, said.verify ? Optional.of(sync.mirror().verify()) : Optional.empty());
        result.failures().forEach(err()::println);
        return report.complete() && result.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int printMarker(String what, Marker marker, Object document) {
        if (json()) {
            Output.json(out(), document);
        } else {
            out().printf("%s: %s, source %s of epoch %s%n", name, what, marker.source(), marker.epoch());
        }
        return ExitCode.DONE;
    }

    private void print(MirrorReport report, Optional<Proof> proof) {
        if (json()) {
            Output.json(out(), Made.of(name, report, proof));
        } else {
            out().printf(
                            "%s: %s, %s of %s files sent (%s bytes), %s deleted, in %s%n",
                            name,
                            report.complete() ? "complete" : "NOT complete",
                            report.transferredFiles(),
                            report.files(),
                            report.transferredBytes(),
                            report.deleted(),
                            Durations.format(report.took()));
            proof.ifPresent(found -> out().printf(
                            "%s: content verified, %s files (%s bytes), %s of them sent again, in %s%n",
                            name,
                            found.files(),
                            found.bytes(),
                            found.healed(),
                            Durations.format(Duration.between(found.began(), found.ended()))));
        }
    }

    private record Prepared(String sync, boolean prepared, String dataSet, String source, long epoch) {
        static Prepared of(String sync, Marker marker) {
            return new Prepared(sync, true, marker.dataSet(), marker.source(), marker.epoch());
        }
    }

    private record Promoted(String sync, boolean promoted, String dataSet, String source, long epoch) {
        static Promoted of(String sync, Marker marker) {
            return new Promoted(sync, true, marker.dataSet(), marker.source(), marker.epoch());
        }
    }

    private record Made(
            String sync,
            boolean complete,
            Instant scanStarted,
            long files,
            long bytes,
            long transferredFiles,
            long transferredBytes,
            long deleted,
            Duration tookSeconds,
            Optional<Verified> verified) {
        static Made of(String sync, MirrorReport report, Optional<Proof> proof) {
            return new Made(
                    sync,
                    report.complete(),
                    report.scanStarted(),
                    report.files(),
                    report.bytes(),
                    report.transferredFiles(),
                    report.transferredBytes(),
                    report.deleted(),
                    report.took(),
                    proof.map(Verified::of));
        }
    }

    private record Verified(Instant asOf, long files, long bytes, long healed, Duration tookSeconds) {
        static Verified of(Proof proof) {
            return new Verified(
                    proof.began(),
                    proof.files(),
                    proof.bytes(),
                    proof.healed(),
                    Duration.between(proof.began(), proof.ended()));
        }
    }
}
