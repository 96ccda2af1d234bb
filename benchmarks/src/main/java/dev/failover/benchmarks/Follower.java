package dev.failover.benchmarks;

import dev.failover.sync.ContinuousMirror;
import dev.failover.sync.DataMirror;
import dev.failover.sync.DataSet;
import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorStatus;
import dev.failover.time.Scheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Something that follows a source continuously. */
interface Follower {
    String name();

    /** Starts following; returns once the target equals the source. */
    Following follow(Path sshConfig, Path source, Path target) throws Exception;

    /** Follows until closed. */
    interface Following extends AutoCloseable {
        /** The processor time it has used, its processes included. */
        Duration cpu();

        @Override
        void close();
    }

    /** A continuous mirror of ours in this process. */
    static Follower ours(String name, BiFunction<Path, Path, FileSync> transport) {
        return new Follower() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Following follow(Path sshConfig, Path source, Path target) throws Exception {
                FileSync sync = transport.apply(sshConfig, target);
                Scheduler scheduler = Scheduler.system();
                DataMirror mirror = DataMirror.builder()
                        .dataSet(DataSet.of("benchmark", source))
                        .target(sync)
                        .build();
                mirror.prepare();
                ContinuousMirror continuous = ContinuousMirror.builder()
                        .mirror(mirror)
                        .rescan(Duration.ofMinutes(10))
                        .build();
                continuous.start(scheduler);
                Wait.until(
                        name + " has made its first mirror",
                        () -> continuous.status().state() == MirrorStatus.State.IDLE
                                && continuous.status().latest().isPresent());
                return new Following() {
                    @Override
                    public Duration cpu() {
                        return ProcessorTime.of(ProcessHandle.current());
                    }

                    @Override
                    public void close() {
                        continuous.stop();
                        sync.close();
                        scheduler.close();
                    }
                };
            }
        };
    }

    /**
     * lsyncd.
     *
     * @param delay it waits for so long before it acts; seconds
     * @param shared whether its connections go through one that is kept
     */
    static Follower lsyncd(String name, Ground ground, int delay, boolean shared) {
        return new Follower() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Following follow(Path sshConfig, Path source, Path target) throws Exception {
                String ssh = "ssh -F " + sshConfig + (shared ? " -o ControlPath=" + ground.master(sshConfig) : "");
                Path settings = Files.writeString(ground.directory().resolve("lsyncd.lua"), """
                        settings { nodaemon = true, logfile = "%s", maxDelays = 1000 }
                        sync { default.rsync, source = "%s", target = "backup:%s", delay = %d,
                               rsync = { archive = true, rsh = "%s" } }
                        """.formatted(
                                ground.directory().resolve("lsyncd.log"), source, target, delay, ssh));
                Files.createDirectories(target);
                Process lsyncd = new ProcessBuilder("lsyncd", settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                Path probe = Files.writeString(source.resolve("probe"), "there");
                Wait.until(name + " has made its first mirror", () -> Files.exists(target.resolve("probe")));
                Files.delete(probe);
                Wait.until(name + " has deleted", () -> !Files.exists(target.resolve("probe")));
                return new Following() {
                    @Override
                    public Duration cpu() {
                        return ProcessorTime.of(lsyncd.toHandle());
                    }

                    @Override
                    public void close() {
                        lsyncd.descendants().forEach(ProcessHandle::destroy);
                        lsyncd.destroy();
                        lsyncd.onExit().orTimeout(10, TimeUnit.SECONDS).join();
                    }
                };
            }
        };
    }
}
