package dev.failover.benchmarks;

import dev.failover.sync.FileSync;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorReport;
import dev.failover.sync.MirrorRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Something that makes a target equal a source, once. */
interface Contender {
    String name();

    /** Gets everything ready that is not to be measured, and says how to mirror. */
    Run prepare(Path sshConfig, Path source, Path target) throws Exception;

    /** One mirror. */
    interface Run extends AutoCloseable {
        void mirror() throws Exception;

        @Override
        default void close() {}
    }

    /** A file sync of ours: connected already, in a warm JVM. */
    static Contender ours(String name, BiFunction<Path, Path, FileSync> transport) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Run prepare(Path sshConfig, Path source, Path target) throws InterruptedException {
                FileSync sync = transport.apply(sshConfig, target);
                sync.readNote("connected", Duration.ofSeconds(30));
                return new Run() {
                    @Override
                    public void mirror() throws InterruptedException {
                        MirrorReport report = sync.mirror(
                                MirrorRequest.everything(source, 100_000, Duration.ofMinutes(10)), MirrorListener.NONE);
                        if (!report.complete()) {
                            throw new IllegalStateException(name + " did not complete");
                        }
                    }

                    @Override
                    public void close() {
                        sync.close();
                    }
                };
            }
        };
    }

    /** A command line; {@code $CONFIG}, {@code $USER_NAME}, {@code $SOURCE} and {@code $TARGET} are set. */
    static Contender command(String name, String line) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Run prepare(Path sshConfig, Path source, Path target) {
                return () -> run(sshConfig, source, target);
            }

            private void run(Path sshConfig, Path source, Path target) throws IOException, InterruptedException {
                ProcessBuilder builder = new ProcessBuilder("bash", "-c", line)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                sshConfig.resolveSibling("contender.log").toFile());
                builder.environment().put("CONFIG", sshConfig.toString());
                builder.environment().put("USER_NAME", System.getProperty("user.name"));
                builder.environment().put("SOURCE", source.toString());
                builder.environment().put("TARGET", target.toString());
                Process process = builder.start();
                if (!process.waitFor(10, TimeUnit.MINUTES)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new IllegalStateException(name + " did not end");
                }
                int status = process.exitValue();
                if (status != 0) {
                    throw new IllegalStateException(name + " ended with " + status + "; it said: "
                            + java.nio.file.Files.readString(sshConfig.resolveSibling("contender.log")));
                }
            }
        };
    }
}
