package dev.failover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The targets: one HAProxy that answers at any address of 127.0.0.0/8, and writes down when it did. It costs less than anything else that
 * could be asked.
 */
final class HaproxyTargets implements AutoCloseable {
    static final String NAME = "www.example.test";
    static final String PASSWORD = "benchmark";

    private final Process process;
    private final Path log;

    /** @param arrivals who is told of each request */
    HaproxyTargets(Path directory, Arrivals arrivals) throws IOException, InterruptedException {
        certify(directory);
        Path configuration = Files.writeString(directory.resolve("targets.cfg"), """
                        global
                          nbthread 1
                          maxconn 4000
                          log 127.0.0.1:%1$d local0
                          tune.ssl.cachesize 0
                          ssl-default-bind-options ssl-min-ver TLSv1.2
                        defaults
                          mode http
                          timeout client 10s
                          timeout connect 1s
                          timeout server 1s
                        frontend targets
                          bind 0.0.0.0:%2$d backlog 8192
                          bind 0.0.0.0:%3$d backlog 8192 ssl crt %5$s no-tls-tickets
                          bind 0.0.0.0:%4$d backlog 8192 ssl crt %5$s
                          log global
                          log-format "%%[dst] %%[date(0,us)]"
                          http-request return status 200 content-type text/plain string "so"
                        """.formatted(
                        arrivals.port(),
                        CheckLoad.Transport.TCP.port(),
                        CheckLoad.Transport.TLS.port(),
                        CheckLoad.Transport.RESUMED_TLS.port(),
                        directory.resolve("target.pem")));
        log = HaproxyChecker.log(configuration);
        process = HaproxyChecker.haproxy(configuration);
    }

    /** An authority, and what it says of the targets. */
    private static void certify(Path directory) throws IOException, InterruptedException {
        if (Files.exists(directory.resolve("target.pem"))) {
            return;
        }
        Files.writeString(directory.resolve("names"), "subjectAltName=DNS:" + NAME + "\n");
        openssl(
                directory,
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                        + " -keyout authority.key -out authority.crt");
        openssl(
                directory,
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + NAME
                        + " -keyout target.key -out target.csr");
        openssl(
                directory,
                "x509 -req -in target.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 2"
                        + " -extfile names -out target.crt");
        Files.writeString(
                directory.resolve("target.pem"),
                Files.readString(directory.resolve("target.crt")) + Files.readString(directory.resolve("target.key")));
        run(
                directory,
                List.of(
                        "keytool",
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "authority",
                        "-file",
                        "authority.crt",
                        "-keystore",
                        "trusted.p12",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD));
    }

    private static void openssl(Path directory, String arguments) throws IOException, InterruptedException {
        run(directory, List.of(("openssl " + arguments).split(" ", -1)));
    }

    private static void run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        int status = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException(command + " ended with " + status + ": " + Files.readString(log));
        }
    }

    /** What it said instead, if it does not run any more. */
    void checkRunning() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the targets have ended: " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
