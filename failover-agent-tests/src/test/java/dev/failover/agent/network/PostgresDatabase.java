package dev.failover.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL from its package. A trigger notes when the row became what. */
final class PostgresDatabase implements Store {
    /** It refuses to be run by root. */
    private static final String USER = "nobody";

    private final Network network;
    private final Path directory;
    private final Process process;

    PostgresDatabase(Network network) throws IOException {
        this.network = network;
        // Short, and with a parent that anybody may pass: a test's own directory is neither.
        directory = Files.createTempDirectory("pg");
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        Command.run(within(
                "initdb", "-D", data(), "-U", "failover", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        process = new ProcessBuilder(network.on(
                        Host.STORE,
                        within(
                                "postgres",
                                "-D",
                                data(),
                                "-c",
                                "listen_addresses=*",
                                "-c",
                                "unix_socket_directories=",
                                "-c",
                                "fsync=off",
                                "-c",
                                "shared_buffers=16MB",
                                "-c",
                                "hba_file=" + openToAll())))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Await.until("PostgreSQL answers", this::answers, directory::toString);
        sql("""
                CREATE TABLE failover_record (service text PRIMARY KEY, version text NOT NULL, content bytea NOT NULL);
                CREATE TABLE history (at timestamptz NOT NULL DEFAULT clock_timestamp(), content text NOT NULL);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  INSERT INTO history (content) VALUES (convert_from(NEW.content, 'UTF8'));
                  RETURN NEW;
                END $$;
                CREATE TRIGGER note BEFORE INSERT OR UPDATE ON failover_record FOR EACH ROW EXECUTE FUNCTION note();
                """);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private Path openToAll() throws IOException {
        return Files.writeString(directory.resolve("hba"), "host all all all trust\n");
    }

    private static String program(String name) {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new AssertionError(name + " is not installed"))
                    .toString();
        } catch (IOException e) {
            throw new AssertionError("PostgreSQL is not installed", e);
        }
    }

    private static List<String> within(String name, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Command.program("setpriv"),
                "--reuid=" + USER,
                "--regid=nogroup",
                "--clear-groups",
                "--",
                program(name)));
        command.addAll(List.of(words));
        return command;
    }

    private boolean answers() {
        try {
            sql("SELECT 1");
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private String sql(String statements) {
        return Command.run(
                statements,
                network.on(
                        Host.STORE,
                        List.of(
                                program("psql"),
                                "-XqAt",
                                "-F",
                                "\t",
                                "-v",
                                "ON_ERROR_STOP=1",
                                "-h",
                                "127.0.0.1",
                                "-U",
                                "failover",
                                "postgres")));
    }

    @Override
    public List<String> settings() {
        return List.of(
                "type: postgresql",
                "url: \"jdbc:postgresql://%s/postgres\"".formatted(Host.STORE.address()),
                "user: failover");
    }

    @Override
    public List<Shared> history() {
        return sql("SELECT (extract(epoch FROM at) * 1000)::bigint, content FROM history ORDER BY at")
                .lines()
                .map(line -> line.split("\t", 2))
                .map(row -> Shared.read(Instant.ofEpochMilli(Long.parseLong(row[0])), row[1]))
                .toList();
    }

    @Override
    public void close() {
        // It has nothing to finish: its state goes with the directory.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
