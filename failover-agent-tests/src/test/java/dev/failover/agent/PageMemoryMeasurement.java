package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the status page and the metrics add to the memory of an agent's process, by what the kernel counts (RSS).
 *
 * <p>Prints a table, and is run on demand: {@code ./verify --measure}.
 */
@Tag("measure")
@DisplayName("The memory of the page")
@Timeout(300)
class PageMemoryMeasurement {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final int HEAP_MEGABYTES = 64;
    private static final int RUNS = 3;
    private static final int READS = 200;
    private static final double MOST_MEGABYTES = 60;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    @DisplayName("is little beside the agent's own")
    void added() throws Exception {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            without.add(run("", i, List.of()).get(0));
            List<Double> both =
                    run("listen: \"127.0.0.1:%s\"\n", i, List.of("/", "/public", "/metrics", "/api/v1/status"));
            with.add(both.get(0));
            read.add(both.get(1));
        }
        double added = median(read) - median(without);
        System.out.printf(
                "resident memory of an agent, MB, median of %s: without a page %.1f; with one that nobody reads %.1f; after %s reads of page"
                        + " and metrics %.1f; added %.1f%n",
                RUNS, median(without), median(with), READS, median(read), added);
        assertThat(added).isLessThan(MOST_MEGABYTES);
    }

    /** Before anybody reads, and after. */
    private List<Double> run(String page, int number, List<String> paths) throws Exception {
        Path home = Files.createDirectories(directory.resolve("run-" + number + "-" + paths.size()));
        int port = freePort();
        try (World world = new World(home)) {
            Path config =
                    Files.writeString(world.directory.resolve("failover.yaml"), world.yaml() + page.formatted(port));
            Path log = home.resolve("log");
            ProcessBuilder builder = new ProcessBuilder(
                    Java.command(HEAP_MEGABYTES, dev.failover.agent.Main.class, "run", "-c", config.toString()));
            builder.environment().putAll(world.environment());
            Process agent = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                Verbs.await("it watches", () -> read(log).contains("www/home: UP"));
                TimeUnit.SECONDS.sleep(15);
                double before = resident(agent);
                for (int i = 0; i < READS && !paths.isEmpty(); i++) {
                    for (String path : paths) {
                        assertThat(status("http://127.0.0.1:" + port + path)).isEqualTo(200);
                    }
                }
                return List.of(before, resident(agent));
            } finally {
                agent.destroyForcibly().waitFor();
            }
        }
    }

    private int status(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double resident(Process process) throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1)) / 1024.0;
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
