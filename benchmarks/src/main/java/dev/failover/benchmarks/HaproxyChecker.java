package dev.failover.benchmarks;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** HAProxy with a server for each target. Its checks reuse TLS sessions wherever those can be resumed. */
final class HaproxyChecker implements Checker {
    private final Process process;
    private final Path socket;

    HaproxyChecker(Path directory, CheckLoad load) throws IOException {
        socket = directory.resolve("stats.sock");
        String tls = load.transport().isTls()
                ? " check-ssl verify required ca-file %1$s verifyhost %2$s sni str(%2$s) check-sni %2$s"
                        .formatted(directory.resolve("authority.crt"), HaproxyTargets.NAME)
                : "";
        int port = load.transport().port();
        String servers = IntStream.range(0, load.targets())
                .mapToObj(i -> "  server s%d %s:%d check inter %d fall 3 rise 2%s"
                        .formatted(
                                i, CheckLoad.address(i), port, load.interval().toMillis(), tls))
                .collect(Collectors.joining("\n"));
        process = haproxy(Files.writeString(directory.resolve("checker.cfg"), """
                global
                  nbthread 1
                  maxconn 1000
                  stats socket %s
                defaults
                  mode http
                  timeout client 5s
                  timeout connect 1s
                  timeout server 5s
                  timeout check %d
                backend sites
                  option httpchk GET / HTTP/1.1
                  http-check send hdr Host %s
                  http-check expect status 200-399
                %s
                """.formatted(
                        socket, load.timeout().toMillis(), HaproxyTargets.NAME, servers)));
    }

    /** Started in the foreground, wherever Debian puts it. */
    static Process haproxy(Path configuration) throws IOException {
        Path installed = Path.of("/usr/sbin/haproxy");
        String command = Files.isExecutable(installed) ? installed.toString() : "haproxy";
        return new ProcessBuilder(List.of(command, "-db", "-f", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log(configuration).toFile())
                .start();
    }

    /** What it says. */
    static Path log(Path configuration) {
        return configuration.resolveSibling(configuration.getFileName() + ".log");
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public boolean isCompiled() {
        return true;
    }

    @Override
    public long failures() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap("show stat sites 4 -1\n".getBytes(StandardCharsets.US_ASCII)));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            List<String> lines = all.lines().filter(line -> !line.isBlank()).toList();
            int column = Arrays.asList(lines.get(0).split(",", -1)).indexOf("chkfail");
            return lines.stream()
                    .skip(1)
                    .mapToLong(line -> Long.parseLong(line.split(",", -1)[column]))
                    .sum();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
