package dev.failover.examples.demo;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: the main job on embedded parts, without configuration, account or root, in well under a minute.
 *
 * <p>Its exit code is 0 only if everything happened that should, and 4 otherwise.
 */
@Command(
        name = "failover demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the main job on embedded parts: two web servers, a mirror over SFTP, DNS and a client that knows only DNS.",
            "Production is changed, replicated, killed, and comes back. Needs no configuration, account or root."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 4;

    private final DemoPlan plan;
    private final Consumer<DemoWorld> disturbance;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the same as one JSON document, at the end.")
    private boolean json;

    @Option(
            names = "--watchers",
            paramLabel = "3..5",
            description = "Show instead how so many watchers agree, and what happens if one of them dies.")
    private @Nullable Integer watchers;

    public DemoCommand() {
        this(DemoPlan.usual(), world -> {});
    }

    /** @param disturbance done to the world before the script begins: proves that a demonstration can fail */
    DemoCommand(DemoPlan plan, Consumer<DemoWorld> disturbance) {
        this.plan = plan;
        this.disturbance = disturbance;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Play play = play();
        DemoOutput output = json ? new JsonOutput(out) : new TextOutput(out);
        QuietLog quiet = new QuietLog();
        Farewell farewell = new Farewell();
        try {
            return new Demo(play, output).perform() ? DONE : FAILED;
        } finally {
            farewell.close();
            quiet.close();
        }
    }

    private Play play() {
        if (watchers == null) {
            return new MainPlay(plan, disturbance);
        }
        if (!WatchersPlay.canHave(watchers)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--watchers: from 3 to %s of them can be shown, not %s".formatted(WatchersPlay.MOST, watchers));
        }
        return new WatchersPlay(plan, watchers);
    }
}
