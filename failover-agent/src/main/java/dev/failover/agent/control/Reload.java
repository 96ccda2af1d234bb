package dev.failover.agent.control;

import dev.failover.Failover;
import dev.failover.Mode;
import dev.failover.agent.config.Configuration;
import dev.failover.agent.config.ConfigurationChange;
import dev.failover.agent.config.ConfigurationChange.Part;
import dev.failover.agent.config.ConfigurationChange.What;
import dev.failover.agent.config.ConfigurationReader;
import dev.failover.agent.config.InvalidConfigurationException;
import dev.failover.agent.config.SyncDefinition;
import dev.failover.agent.control.ControlReply.Result;
import dev.failover.agent.supervision.ServiceManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a running agent follow its configuration's file: all of it or, if anything in it can't be used, nothing. Thread-safe; one reload at
 * a time.
 */
public final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    /** The event thread never waits for anything but a disk. */
    private static final Duration TIME_TO_CHANGE = Duration.ofSeconds(10);

    private final Path file;
    private final Map<String, String> environment;
    private final Failover failover;
    private final Mirrors mirrors;
    private final InForce inForce;
    private final ServiceManager manager;

    /**
     * @param file read anew by each reload, with the environment that this process was started with
     * @param inForce by what the others are running
     * @param manager told of each reload
     */
    public Reload(
            Path file,
            Map<String, String> environment,
            Failover failover,
            Mirrors mirrors,
            InForce inForce,
            ServiceManager manager) {
        this.file = file;
        this.environment = environment;
        this.failover = failover;
        this.mirrors = mirrors;
        this.inForce = inForce;
        this.manager = manager;
    }

    /** Reads the file and follows it; what came of it is logged too. */
    public synchronized ControlReply reload() throws InterruptedException {
        ControlReply reply;
        manager.reloading();
        try {
            reply = follow(ConfigurationChange.between(inForce.get(), ConfigurationReader.read(file, environment)));
        } catch (InvalidConfigurationException e) {
            List<String> lines = new ArrayList<>();
            lines.add("%s can't be used, so nothing has changed:".formatted(e.file()));
            e.faults().forEach(fault -> lines.add(fault.toString()));
            reply = reply(Result.INVALID, lines, List.of(), List.of());
        } finally {
            manager.reloaded();
        }
        boolean done = reply.result() == Result.DONE;
        for (String line : reply.lines()) {
            if (done) {
                log.info("{}", line);
            } else {
                log.error("{}", line);
            }
        }
        return reply;
    }

    private ControlReply follow(ConfigurationChange change) throws InterruptedException {
        if (!change.forGood().isEmpty()) {
            change.closeNext();
            List<String> lines = new ArrayList<>();
            lines.add("Nothing has changed, as this takes a restart of the agent:");
            change.forGood().forEach(setting -> lines.add(setting + " is another"));
            return reply(Result.INVALID, lines, List.of(), change.forGood());
        }
        if (change.parts().isEmpty()) {
            change.closeNext();
            return reply(Result.DONE, List.of("Nothing has changed"), List.of(), List.of());
        }
        try {
            apply(change);
        } catch (TimeoutException e) {
            return reply(
                    Result.FAILED,
                    List.of("The agent does not respond, so it is not known what is in force: restart it"),
                    List.of(),
                    List.of());
        }
        List<String> lines = new ArrayList<>();
        change.parts().forEach(part -> lines.add(sentence(part)));
        int untouched = change.untouched().services().size();
        lines.add("%s service%s run%s on untouched"
                .formatted(untouched, untouched == 1 ? "" : "s", untouched == 1 ? "s" : ""));
        return reply(Result.DONE, lines, change.parts(), List.of());
    }

    /** What ends has ended, and is closed, before what takes its place begins: no two mirrors write to one place. */
    private void apply(ConfigurationChange change) throws InterruptedException, TimeoutException {
        Configuration merged = change.merged();
        inForce.expect(merged);
        Answer.of(failover.reconfigure(change.untouched().failover(Mode.ACT)), TIME_TO_CHANGE);
        List<SyncDefinition> ending = change.endingSyncs();
        mirrors.end(ending);
        change.closeReplaced();
        Answer.of(failover.reconfigure(merged.failover(Mode.ACT)), TIME_TO_CHANGE);
        mirrors.begin(change.beginningSyncs());
        inForce.set(merged);
        change.closeUnused();
    }

    private static String sentence(Part part) {
        String what = Documents.word(part.what());
        String more = part.settings().isEmpty() ? "" : ": " + String.join(", ", part.settings());
        return "%s %s %s%s%s"
                .formatted(
                        part.kind(),
                        part.name(),
                        what,
                        more,
                        part.kind().equals("service") && part.what() == What.REMOVED
                                ? "; its records stay as they are"
                                : "");
    }

    private static ControlReply reply(Result result, List<String> lines, List<Part> changes, List<String> restart) {
        return new ControlReply(
                result,
                lines,
                Documents.of(new ReloadDocument(
                        Documents.word(result),
                        lines,
                        changes.stream().map(ReloadDocument.Change::of).toList(),
                        restart)));
    }
}
