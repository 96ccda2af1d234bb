package dev.failover.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A watcher in a JVM of its own, with BIND to publish to. */
final class JavaSwitcher implements Switcher {
    private static final int DNS_PORT = 5404;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SECONDS_TO_END = 5;

    private final String name;
    private final Pace pace;
    private final Sightings sightings;
    private final BindZone zone;
    private final DnsWatch watch;
    private final Process process;
    private final List<Stamp> stamps = new ArrayList<>();

    /**
     * What a watcher has said.
     *
     * @param step which step it came to
     */
    record Stamp(String step, Instant at) {}

    private JavaSwitcher(String name, Pace pace, Sightings sightings, BindZone zone, DnsWatch watch, Process process) {
        this.name = name;
        this.pace = pace;
        this.sightings = sightings;
        this.zone = zone;
        this.watch = watch;
        this.process = process;
        Thread thread = new Thread(this::read, name + "-stamps");
        thread.setDaemon(true);
        thread.start();
    }

    static JavaSwitcher ours(Path directory, Website primary, Website backup, Pace pace)
            throws IOException, InterruptedException {
        return start("library", LibraryWatcher.class, directory, primary, backup, pace);
    }

    static JavaSwitcher plain(Path directory, Website primary, Website backup, Pace pace)
            throws IOException, InterruptedException {
        return start("plain", PlainWatcher.class, directory, primary, backup, pace);
    }

    private static JavaSwitcher start(
            String name, Class<?> main, Path directory, Website primary, Website backup, Pace pace)
            throws IOException, InterruptedException {
        BindZone zone = BindZone.start(directory.resolve("bind"), DNS_PORT, primary.address());
        Sightings sightings = new Sightings(name);
        DnsWatch watch = new DnsWatch(DNS_PORT, BindZone.LABEL + "." + BindZone.ZONE, sightings);
        // Whoever starts finds a zone that is served.
        sightings.await(primary.address());
        WatcherArguments arguments = new WatcherArguments(
                DNS_PORT,
                primary.address(),
                backup.address(),
                pace,
                Files.createDirectories(directory.resolve("state")));
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments.text());
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("log").toFile())
                .start();
        return new JavaSwitcher(name, pace, sightings, zone, watch, process);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 2);
                synchronized (stamps) {
                    stamps.add(new Stamp(words[0], Instant.parse(words[1])));
                    stamps.notifyAll();
                }
            }
        } catch (IOException e) {
            // Its end.
        }
    }

    /** Waits until the watcher has told all of a switch that was seen; what it came to since then. */
    List<Stamp> told(Instant since, Instant seen) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        synchronized (stamps) {
            while (stamps.stream().noneMatch(stamp -> isEnd(stamp, seen))) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException(name + " did not say how it came to its switch");
                }
                TimeUnit.NANOSECONDS.timedWait(stamps, left);
            }
            return stamps.stream().filter(stamp -> !stamp.at().isBefore(since)).toList();
        }
    }

    private static boolean isEnd(Stamp stamp, Instant seen) {
        return stamp.step().equals("END") && stamp.at().isAfter(seen);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public Sightings sightings() {
        return sightings;
    }

    @Override
    public void close() {
        watch.close();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        zone.close();
    }
}
