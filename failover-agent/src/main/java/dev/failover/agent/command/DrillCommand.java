package dev.failover.agent.command;

import dev.failover.Service;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.control.RunningAgent;
import dev.failover.agent.drill.Begun;
import dev.failover.agent.drill.DrillBook;
import dev.failover.agent.drill.DrillReport;
import dev.failover.agent.drill.LiveDrill;
import dev.failover.agent.drill.ReportText;
import dev.failover.agent.drill.ShadowDrill;
import dev.failover.component.ConflictException;
import dev.failover.component.Excerpt;
import dev.failover.component.Finding;
import dev.failover.component.RejectedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A failover on purpose. */
@Command(
        name = "drill",
        description = "Rehearses a failover of a service and the way back, measures it, and leaves nothing behind.")
final class DrillCommand extends Verb {
    private static final long SECONDS_TO_CLEAN_UP = 60;

    private enum Level {
        READINESS,
        SHADOW,
        LIVE
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "Which service; with --list, all of them by default.")
    private @Nullable String service;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "shadow",
            description =
                    "readiness looks and writes nothing; shadow fails over on names made for the drill; live moves the"
                            + " service itself, and back; ${DEFAULT-VALUE} by default.")
    private Level level = Level.SHADOW;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who has it made; the user's name by default, but for a live one.")
    private @Nullable String by;

    @Option(names = "--yes", description = "A live drill really moves the service: you mean it.")
    private boolean yes;

    @Option(names = "--list", description = "Lists the drills that were made, and makes none.")
    private boolean list;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (service == null && !list) {
            throw new ParameterException(spec.commandLine(), "Which service? Or --list");
        }
        if (level == Level.LIVE && !list) {
            if (!yes) {
                throw new ParameterException(
                        spec.commandLine(), "A live drill moves the service itself: it needs --yes");
            }
            if (by == null) {
                throw new ParameterException(
                        spec.commandLine(), "A live drill needs the name of who has it made: --by");
            }
        }
        return super.call();
    }

    @Override
    int call(Configuration configuration) throws InterruptedException {
        if (list) {
            return list(configuration);
        }
        Service drilled = configuration
                .service(name())
                .orElseThrow(() -> new EndException(
                        ExitCode.BAD_USAGE,
                        "There is no service named \"%s\", only %s"
                                .formatted(
                                        Excerpt.of(name()),
                                        configuration.services().stream()
                                                .map(Service::name)
                                                .toList())));
        if (drilled.sites().size() < 2) {
            throw new EndException(ExitCode.REFUSED, "%s has one site: there is nowhere to go".formatted(name()));
        }
        if (Excerpt.of(by()).isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, "--by: a drill needs a name");
        }
        return switch (level) {
            case READINESS -> readiness(configuration, drilled);
            case SHADOW -> {
                if (drilled.records().isEmpty()) {
                    throw new EndException(
                            ExitCode.REFUSED,
                            "%s has no record: a shadow drill needs names of its own, and a traffic switch has but one place"
                                    .formatted(name()));
                }
                yield kept(configuration, book -> shadow(configuration, drilled, book));
            }
            case LIVE -> {
                if (!configuration.drillOf(name()).allows(time().instant())) {
                    throw new EndException(
                            ExitCode.REFUSED,
                            "Not now: it is outside of the windows of %s for live drills".formatted(name()));
                }
                yield kept(configuration, book -> live(configuration, drilled, book));
            }
        };
    }

    private String name() {
        return service == null ? "" : service;
    }

    private String by() {
        return by == null ? System.getProperty("user.name", "") : by;
    }

    private int list(Configuration configuration) {
        List<DrillReport> reports = DrillBook.reports(configuration.stateDirectory()).stream()
                .filter(report -> service == null || report.service().equals(service))
                .toList();
        if (json()) {
            Output.json(out(), new Reports(reports));
        } else {
            reports.forEach(report -> out().printf(
                            "%s  %s  %-8s %-11s by %s: %s%n",
                            report.drill(),
                            report.service(),
                            report.level(),
                            report.outcome(),
                            report.by(),
                            report.reason()));
        }
        return ExitCode.DONE;
    }

    private record Reports(List<DrillReport> drills) {}

    private int readiness(Configuration configuration, Service drilled) throws InterruptedException {
        List<Finding> findings = new Readiness(configuration, drilled, time()).findings(waiting());
        FindingsText.print(this, findings);
        return FindingsText.haveError(findings) ? ExitCode.NOT_MET : ExitCode.DONE;
    }

    /** A drill that is made while no other is. */
    @FunctionalInterface
    private interface Made {
        DrillReport with(DrillBook book) throws InterruptedException;
    }

    private int kept(Configuration configuration, Made made) throws InterruptedException {
        try (DrillBook book = open(configuration)) {
            List<String> left = ShadowDrill.cleanUpAfterOthers(configuration, book, time(), this::tell);
            if (!left.isEmpty()) {
                throw new EndException(
                        ExitCode.REFUSED, "What an earlier drill left is not gone: " + String.join("; ", left));
            }
            DrillReport report = made.with(book);
            if (json()) {
                Output.json(out(), report);
            } else {
                ReportText.of(report).forEach(out()::println);
            }
            return exitCode(report);
        }
    }

    private DrillReport shadow(Configuration configuration, Service drilled, DrillBook book)
            throws InterruptedException {
        ShadowDrill drill = new ShadowDrill(configuration, drilled, begun(configuration), book, time(), this::tell);
        return stoppable(drill::make, drill::stop);
    }

    private DrillReport live(Configuration configuration, Service drilled, DrillBook book) throws InterruptedException {
        RunningAgent running = RunningAgent.find(configuration.stateDirectory(), time())
                .orElseThrow(() -> new EndException(
                        ExitCode.REFUSED, "No agent is running, which would act in an outage: start it first"));
        LiveDrill drill =
                new LiveDrill(configuration, drilled, begun(configuration), book, running::ask, time(), this::tell);
        return stoppable(drill::make, drill::stop);
    }

    private Begun begun(Configuration configuration) {
        return Begun.now(time(), by(), version(), configuration.written().sha256());
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

    /** What takes its time. */
    @FunctionalInterface
    private interface Making {
        DrillReport make() throws InterruptedException;
    }

    /** Whoever stops it by a signal finds nothing left behind, if there is time for that. */
    private static DrillReport stoppable(Making drill, Consumer<String> stop) throws InterruptedException {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread hook = new Thread(
                () -> {
                    stop.accept("a signal stopped it");
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
        err().println(name() + " " + progress);
    }

    private static String version() {
        return new Version().getVersion()[0];
    }
}
