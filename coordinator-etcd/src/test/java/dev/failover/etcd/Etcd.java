package dev.failover.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real cluster of etcd on free ports of 127.0.0.1. */
final class Etcd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String ROOT_PASSWORD = "pw-of-root";

    private final Path directory;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private String token = "";

    private Etcd() throws IOException {
        directory = Files.createTempDirectory("etcd");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    static Etcd start(int members) throws Exception {
        Etcd etcd = new Etcd();
        List<Integer> peers = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            etcd.ports.add(freePort());
            peers.add(freePort());
        }
        String cluster = peers.stream()
                .map(peer -> "m" + peers.indexOf(peer) + "=http://127.0.0.1:" + peer)
                .collect(Collectors.joining(","));
        for (int i = 0; i < members; i++) {
            etcd.launch(
                    "http",
                    "--name",
                    "m" + i,
                    "--data-dir",
                    "m" + i,
                    "--initial-cluster",
                    cluster,
                    "--listen-peer-urls",
                    "http://127.0.0.1:" + peers.get(i),
                    "--initial-advertise-peer-urls",
                    "http://127.0.0.1:" + peers.get(i),
                    // Quicker than for a cluster that spans continents, and slow enough for a loaded machine.
                    "--heartbeat-interval",
                    "50",
                    "--election-timeout",
                    "500");
        }
        etcd.awaitLeader();
        return etcd;
    }

    /** A single member that speaks TLS. */
    static Etcd startWithTls(Path certificate, Path key) throws Exception {
        Etcd etcd = new Etcd();
        etcd.ports.add(freePort());
        int peer = freePort();
        etcd.launch(
                "https",
                "--data-dir",
                "m0",
                "--cert-file",
                certificate.toString(),
                "--key-file",
                key.toString(),
                "--listen-peer-urls",
                "http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls",
                "http://127.0.0.1:" + peer,
                "--initial-cluster",
                "default=http://127.0.0.1:" + peer);
        return etcd;
    }

    /** A single member that goes on from a backup. */
    static Etcd restore(Path snapshot) throws Exception {
        Etcd etcd = new Etcd();
        etcd.ports.add(freePort());
        run(etcd.directory, "etcdctl", "snapshot", "restore", snapshot.toString(), "--data-dir", "m0");
        int peer = freePort();
        etcd.launch(
                "http",
                "--data-dir",
                "m0",
                "--listen-peer-urls",
                "http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls",
                "http://127.0.0.1:" + peer,
                "--initial-cluster",
                "default=http://127.0.0.1:" + peer);
        etcd.awaitLeader();
        return etcd;
    }

    Path backup() throws Exception {
        Path file = directory.resolve("backup");
        run(
                directory,
                "etcdctl",
                "--endpoints",
                "http://127.0.0.1:" + ports.get(0),
                "snapshot",
                "save",
                file.toString());
        return file;
    }

    private static void run(Path directory, String... command) throws Exception {
        Path log = directory.resolve("run.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void launch(String scheme, String... options) throws IOException {
        String url = scheme + "://127.0.0.1:" + ports.get(processes.size());
        List<String> command = new ArrayList<>(List.of(
                "etcd",
                "--listen-client-urls",
                url,
                "--advertise-client-urls",
                url,
                "--bcrypt-cost",
                "4",
                "--logger",
                "zap"));
        command.addAll(Arrays.asList(options));
        processes.add(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log" + processes.size()).toFile())
                .start());
    }

    private void awaitLeader() {
        Awaitility.await("a leader that every member knows")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    for (int i = 0; i < ports.size(); i++) {
                        if (!post(ports.get(i), "/v3/kv/range", "{\"key\":\"eA==\"}")
                                .contains("\"header\"")) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    List<Integer> ports() {
        return ports;
    }

    /** What its members have used of processors so far. */
    Duration processorTime() {
        return processes.stream()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** How many reads and writes of keys its members have answered so far. */
    long requests() throws IOException, InterruptedException {
        long all = 0;
        for (int port : ports) {
            HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build();
            all += HTTP.send(metrics, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("grpc_server_handled_total") && line.contains("etcdserverpb.KV"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
        return all;
    }

    /** Ends the one that leads, as a power cut would. */
    void killLeader() throws Exception {
        for (int i = 0; i < ports.size(); i++) {
            String status = post(ports.get(i), "/v3/maintenance/status", "{}");
            String member = status.replaceFirst(".*\"member_id\":\"(\\d+)\".*", "$1");
            if (status.contains("\"leader\":\"" + member + "\"")) {
                processes.get(i).destroyForcibly().waitFor();
                return;
            }
        }
        throw new AssertionError("nobody leads");
    }

    void kill(int member) throws InterruptedException {
        processes.get(member).destroyForcibly().waitFor();
    }

    /** Asks as root, once authentication is on. */
    String admin(String path, String body) throws IOException, InterruptedException {
        String answer = post(ports.get(0), path, body);
        assertThat(answer).as(path).contains("\"header\"");
        return answer;
    }

    private String post(int port, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    void enableAuthentication() throws Exception {
        admin("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"%s\"}".formatted(ROOT_PASSWORD));
        admin("/v3/auth/role/add", "{\"name\":\"root\"}");
        admin("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        admin("/v3/auth/enable", "{}");
        token = post(
                        ports.get(0),
                        "/v3/auth/authenticate",
                        "{\"name\":\"root\",\"password\":\"%s\"}".formatted(ROOT_PASSWORD))
                .replaceFirst(".*\"token\":\"([^\"]*)\".*", "$1");
    }

    /** A user with this right, and no other, on the keys that begin with its own name and a slash. */
    void user(String name, String password, String right) throws Exception {
        admin("/v3/auth/user/add", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
        admin("/v3/auth/role/add", "{\"name\":\"%s\"}".formatted(name));
        admin("/v3/auth/user/grant", "{\"user\":\"%1$s\",\"role\":\"%1$s\"}".formatted(name));
        admin(
                "/v3/auth/role/grant",
                "{\"name\":\"%s\",\"perm\":{\"permType\":\"%s\",\"key\":\"%s\",\"range_end\":\"%s\"}}"
                        .formatted(name, right, base64(name + "/"), base64(name + "0")));
    }

    void password(String user, String password) throws Exception {
        admin("/v3/auth/user/changepw", "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(user, password));
    }

    void put(String key, String value) throws Exception {
        admin("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value)));
    }

    void delete(String key) throws Exception {
        admin("/v3/kv/deleterange", "{\"key\":\"%s\"}".formatted(base64(key)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (Files.exists(directory)) {
            try {
                for (Process process : processes) {
                    process.destroyForcibly().waitFor();
                }
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
