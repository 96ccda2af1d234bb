package dev.failover.examples.demo;

import dev.failover.examples.demo.Moment.Event;
import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.MirrorEvent;
import dev.failover.time.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What keeps the standby's pages equal to production's: a mirror that runs on production, over SFTP. Not thread-safe. */
final class Replica implements AutoCloseable {
    /** The name that the pages have at both sites. */
    static final String DATA_SET = "pages";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DemoPlan plan;
    private final DemoSites sites;
    private final SftpServer server;
    private final Path sshConfig;
    private final Timeline timeline;
    private final Scheduler scheduler = Scheduler.system();
    private @Nullable SftpFileSync transport;
    private @Nullable ContinuousMirror mirror;

    private Replica(DemoPlan plan, DemoSites sites, SftpServer server, Path sshConfig, Timeline timeline) {
        this.plan = plan;
        this.sites = sites;
        this.server = server;
        this.sshConfig = sshConfig;
        this.timeline = timeline;
    }

    /**
     * Starts the standby's server; nothing is mirrored yet.
     *
     * @param keys where to put keys
     */
    static Replica of(DemoPlan plan, DemoSites sites, Path keys, Timeline timeline) throws IOException {
        DemoSite home = sites.home();
        SftpServer server = SftpServer.start(home.address(), home.directory(), keys);
        // The user's own has nothing to say here.
        Path sshConfig = Files.writeString(keys.resolve("ssh_config"), "");
        return new Replica(plan, sites, server, sshConfig, timeline);
    }

    /** The standby's pages, which know how old they are. */
    DataSet target() {
        return DataSet.of(DATA_SET, sites.home().root());
    }

    /** Where the standby's SSH server listens. */
    String serverAddress() {
        return server.address();
    }

    /** The standby can't be mirrored to any more. */
    void stopServer() {
        server.close();
    }

    /** Marks both sides for each other, which an operator does once. */
    void prepare() throws InterruptedException {
        try (SftpFileSync once = connect()) {
            over(once).prepare();
        }
    }

    /** Begins to mirror, as production does when it is started. */
    void start() {
        SftpFileSync opened = connect();
        transport = opened;
        ContinuousMirror started = ContinuousMirror.builder()
                .mirror(over(opened))
                .rescan(plan.rescan())
                .listener(new Teller())
                .build();
        mirror = started;
        started.start(scheduler);
    }

    /** Ends with production. */
    void kill() {
        ContinuousMirror running = mirror;
        if (running != null) {
            mirror = null;
            running.stop();
        }
        SftpFileSync opened = transport;
        if (opened != null) {
            transport = null;
            opened.close();
        }
    }

    private DataMirror over(SftpFileSync target) {
        return DataMirror.builder()
                .dataSet(DataSet.of(DATA_SET, sites.prod().root()))
                .target(target)
                .timeout(TIMEOUT)
                .build();
    }

    private SftpFileSync connect() {
        return SftpFileSync.builder()
                .destination("sftp://demo@%s/%s"
                        .formatted(server.address(), sites.home().root().getFileName()))
                .sshConfig(sshConfig)
                .knownHosts(server.knownHosts())
                .identities(List.of(server.identity()))
                .build();
    }

    /** Puts on the timeline what the mirror brought about, and why it can't; on the event thread. */
    private final class Teller implements Consumer<MirrorEvent> {
        private static final String NOTHING_SENT = "0 files sent (0 bytes), 0 deleted";

        private String failure = "";

        @Override
        public void accept(MirrorEvent event) {
            String home = sites.home().name();
            switch (event.kind()) {
                case PART_MIRRORED, ALL_MIRRORED -> {
                    if (!event.text().startsWith(NOTHING_SENT)) {
                        timeline.add(Event.MIRRORED, home, "to " + home + ": " + event.text());
                    }
                }
                case RUN_FAILED, HALTED -> {
                    // It is tried again, and says the same.
                    if (!event.text().equals(failure)) {
                        failure = event.text();
                        timeline.add(Event.MIRROR_FAILED, home, "not to " + home + ": " + firstSentence(failure));
                    }
                }
                case FAILING, RECOVERED, RESUMED, COMMAND_FAILED, BLIND, HEALED, PROVEN, UNPROVEN -> {}
            }
        }

        private static String firstSentence(String text) {
            return text.replaceFirst("(?s)\\. .*", "");
        }
    }

    @Override
    public void close() {
        kill();
        scheduler.close();
        server.close();
    }
}
