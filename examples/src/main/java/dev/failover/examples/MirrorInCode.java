package dev.failover.examples;

import dev.failover.sftp.SftpFileSync;
import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.Exclusions;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorEvent;
import dev.failover.sync.Versions;
import dev.failover.time.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A web root kept equal at a standby, change by change, over SFTP. */
public final class MirrorInCode {
    public static void main(String[] arguments) throws InterruptedException {
        SftpFileSync home = SftpFileSync.builder()
                .destination("failover@home.example.net:/var/www") // as ~/.ssh/config says
                .build();
        Scheduler scheduler = Scheduler.system();
        ContinuousMirror continuous = compose(Path.of("/var/www"), home, System.out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            continuous.stop();
            scheduler.close();
            home.close();
        }));
        continuous.start(scheduler);
        Thread.currentThread().join();
    }

    static ContinuousMirror compose(Path webroot, FileSync transport, Consumer<MirrorEvent> listener) {
        DataMirror mirror = DataMirror.builder()
                .dataSet(DataSet.of("webroot", webroot))
                .target(transport)
                .exclude(Exclusions.of(List.of("/cache/", "*.tmp")))
                .versions(new Versions(10, Duration.ofDays(30)))
                .prepareAtFirstContact(true)
                .build();
        return ContinuousMirror.builder().mirror(mirror).listener(listener).build();
    }
}
