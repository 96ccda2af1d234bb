package dev.failover.agent.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three members of etcd from its package. Somebody watches the key, and notes when it became what. */
final class EtcdCluster implements Store {
    private static final int MEMBERS = 3;

    private final Network network;
    private final Path directory;
    private final List<Process> members = new ArrayList<>();
    private final List<Shared> seen = new ArrayList<>();
    private final Process watch;

    EtcdCluster(Network network, Path parent) throws IOException {
        this.network = network;
        directory = Files.createDirectories(parent.resolve("etcd"));
        for (int i = 0; i < MEMBERS; i++) {
            members.add(launch(i));
        }
        Await.until("etcd has a leader", () -> leader() >= 0, () -> endpoints(MEMBERS));
        watch = new ProcessBuilder(etcdctl("watch", "failover/www"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread reading = new Thread(this::read, "etcd-watch");
        reading.setDaemon(true);
        reading.start();
    }

    private Process launch(int member) throws IOException {
        String peers = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "m" + i + "=http://127.0.0.1:238" + i)
                .collect(Collectors.joining(","));
        String peer = "http://127.0.0.1:238" + member;
        return new ProcessBuilder(network.on(
                        Host.STORE,
                        List.of(
                                Command.program("etcd"),
                                "--name=m" + member,
                                "--data-dir=" + directory.resolve("m" + member),
                                "--initial-cluster=" + peers,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--listen-client-urls=" + client(member) + ",http://127.0.0.1:237" + member,
                                "--advertise-client-urls=" + client(member),
                                "--heartbeat-interval=50",
                                "--election-timeout=500",
                                "--unsafe-no-fsync",
                                "--logger=zap")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log" + member).toFile()))
                .start();
    }

    private static String client(int member) {
        return "http://" + Host.STORE.address() + ":237" + member;
    }

    private static String endpoints(int count) {
        return IntStream.range(0, count).mapToObj(EtcdCluster::client).collect(Collectors.joining(","));
    }

    private List<String> etcdctl(String... words) {
        List<String> command = new ArrayList<>(
                List.of("env", "ETCDCTL_API=3", Command.program("etcdctl"), "--endpoints=" + endpoints(MEMBERS)));
        command.addAll(List.of(words));
        return network.on(Host.STORE, command);
    }

    /** The number of the one that leads; negative if nobody does. */
    private int leader() {
        for (int i = 0; i < MEMBERS; i++) {
            if (members.get(i).isAlive()) {
                try {
                    String status = Command.run(network.on(
                            Host.STORE,
                            List.of(
                                    "env",
                                    "ETCDCTL_API=3",
                                    Command.program("etcdctl"),
                                    "--endpoints=" + client(i),
                                    "endpoint",
                                    "status")));
                    if (status.split(", ", -1)[4].equals("true")) {
                        return i;
                    }
                } catch (AssertionError e) {
                    // It does not answer yet.
                }
            }
        }
        return -1;
    }

    /** Ends the one that leads, as a power cut would. */
    void killLeader() throws InterruptedException {
        Await.until("etcd has a leader", () -> leader() >= 0, () -> "");
        members.get(leader()).destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            if (!members.get(i).isAlive()) {
                members.set(i, launch(i));
            }
        }
    }

    /** Three lines for each change: the kind, the key, the value. */
    private void read() {
        try (BufferedReader lines = watch.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{")) {
                    synchronized (seen) {
                        seen.add(Shared.read(Instant.now(), line));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // It was closed.
        }
    }

    @Override
    public List<String> settings() {
        String urls = IntStream.range(0, MEMBERS)
                .mapToObj(i -> "\"" + client(i) + "\"")
                .collect(Collectors.joining(", "));
        return List.of("type: etcd", "endpoints: [" + urls + "]");
    }

    @Override
    public List<Shared> history() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    @Override
    public void close() {
        watch.destroyForcibly();
        members.forEach(member -> member.destroyForcibly().onExit().join());
    }
}
