package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.drill.Begun;
import dev.failover.agent.drill.DrillBook;
import dev.failover.agent.drill.DrillReport;
import dev.failover.agent.drill.ReportText;
import dev.failover.agent.drill.ShadowDrill;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A failover on purpose. */
@Command(
        name = "drill",
        description = "Rehearses a failover of a service and the way back, measures it, and leaves nothing behind.")
final class DrillCommand extends Verb {
    private static final long SECONDS_TO_CLEAN_UP = 60;

    private enum Level {
        READINESS,
        SHADOW
    }

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which service.")
    private String service = "";

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "shadow",
            description = "readiness looks and writes nothing; shadow fails over on names made for the drill;"
                    + " ${DEFAULT-VALUE} by default.")
    private Level level = Level.SHADOW;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who has it made; ${DEFAULT-VALUE} by default.")
    private String by = "";

    @Override
    int call(Configuration configuration) throws InterruptedException {
        Service drilled = configuration
                .service(service)
                .orElseThrow(() -> new EndException(
                        ExitCode.BAD_USAGE,
                        "There is no service named \"%s\", only %s"
                                .formatted(
                                        Excerpt.of(service),
                                        configuration.services().stream()
                                                .map(Service::name)
                                                .toList())));
        if (drilled.sites().size() < 2) {
            throw new EndException(ExitCode.REFUSED, "%s has one site: there is nowhere to go".formatted(service));
        }
        if (Excerpt.of(by).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "--by: a drill needs a name");
        }
        return switch (level) {
            case READINESS -> readiness(configuration, drilled);
            case SHADOW -> shadow(configuration, drilled);
        };
    }

    private int readiness(Configuration configuration, Service drilled) throws InterruptedException {
        List<Finding> findings = new Readiness(configuration, drilled, time()).findings();
        FindingsText.print(this, findings);
        return FindingsText.haveError(findings) ? ExitCode.NOT_MET : ExitCode.DONE;
    }

    private int shadow(Configuration configuration, Service drilled) throws InterruptedException {
        try (DrillBook book = open(configuration)) {
            List<String> left = ShadowDrill.cleanUpAfterOthers(configuration, book, time(), this::tell);
            if (!left.isEmpty()) {
                throw new EndException(
                        ExitCode.REFUSED, "What an earlier drill left is not gone: " + String.join("; ", left));
            }
            ShadowDrill drill = new ShadowDrill(
                    configuration, drilled, Begun.now(time(), by, version(), hash()), book, time(), this::tell);
            DrillReport report = stoppable(drill);
            if (json()) {
                Output.json(out(), report);
            } else {
                ReportText.of(report).forEach(out()::println);
            }
            return exitCode(report);
        }
    }

    private DrillBook open(Configuration configuration) {
        try {
            return DrillBook.open(configuration.stateDirectory());
        } catch (ConflictException e) {
            throw new EndException(ExitCode.REFUSED, "Another drill is on: " + e.getMessage());
        } catch (RejectedException e) {
            throw new EndException(ExitCode.BAD_USAGE, "state-directory: " + e.getMessage());
        }
    }

    /** Whoever stops it by a signal finds nothing left behind, if there is time for that. */
    private static DrillReport stoppable(ShadowDrill drill) throws InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread hook = new Thread(
                () -> {
                    drill.stop("a signal stopped it");
                    over.completeOnTimeout(null, SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)
                            .join();
                },
                "failover-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return drill.make();
        } finally {
            over.complete(null);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It is running: that is why we are here.
            }
        }
    }

    private static int exitCode(DrillReport report) {
        if (report.isRefused()) {
            return ExitCode.REFUSED;
        }
        return report.isMet() ? ExitCode.DONE : ExitCode.NOT_MET;
    }

    private void tell(String progress) {
        err().println(service + " " + progress);
    }

    private static String version() {
        return new Version().getVersion()[0];
    }

    private String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new EndException(ExitCode.BAD_USAGE, file() + " can't be read again: " + e.getMessage());
        }
    }
}
