package dev.failover.restic;

import dev.failover.backup.Backup;
import dev.failover.component.Secret;
import dev.failover.testkit.BackupContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A repository of the real restic in a directory of this machine. It was made by {@code restic init}, and its key sealed once more with
 * the cheapest parameters of scrypt: restic chooses them so that each call computes for half a second.
 */
final class ResticRepository implements BackupContract.Repository {
    static final String PASSWORD = "p4ssw0rd of the repository";
    /** A SHA-256 in hexadecimal. */
    private static final int LOCK_NAME = 64;

    private static final String ANOTHER = "another p4ssw0rd";

    private final Path place;
    private final Path directory;
    private String password = PASSWORD;
    private @Nullable Process holder;

    ResticRepository(Path place) throws Exception {
        this.place = place;
        directory = place.resolve("repo");
        for (String part : List.of("data", "index", "keys", "locks", "snapshots")) {
            Files.createDirectories(directory.resolve(part));
        }
        byte[] key = template("key");
        Files.write(directory.resolve("config"), template("config"));
        String name =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        Files.write(directory.resolve("keys").resolve(name), key);
    }

    private static byte[] template(String name) throws IOException {
        try (InputStream found = ResticRepository.class.getResourceAsStream("repository/" + name)) {
            return Objects.requireNonNull(found).readAllBytes();
        }
    }

    Path directory() {
        return directory;
    }

    /** restic with that repository, by hand. */
    ProcessBuilder restic(String... arguments) {
        List<String> words = new ArrayList<>(List.of("restic"));
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .putAll(Map.of(
                        "RESTIC_REPOSITORY", directory.toString(),
                        "RESTIC_PASSWORD", PASSWORD,
                        "RESTIC_CACHE_DIR", place.resolve("cache").toString()));
        return builder;
    }

    /** Another one, in the place of none, as restic makes it. */
    void init(Path repository) throws Exception {
        ProcessBuilder builder = restic("init");
        builder.environment().put("RESTIC_REPOSITORY", repository.toString());
        run(builder);
    }

    static void run(ProcessBuilder builder) throws Exception {
        if (builder.start().waitFor() != 0) {
            throw new AssertionError(builder.command() + " failed; is it installed? apt-get install restic");
        }
    }

    ResticBackupBuilder builder() {
        return ResticBackup.builder()
                .repository(directory.toString())
                .password(Secret.of(password))
                .cache(place.resolve("cache"));
    }

    @Override
    public Backup backup() {
        return builder().build();
    }

    @Override
    public boolean inject(BackupContract.Fault fault) throws Exception {
        switch (fault) {
            case DAMAGE -> damage();
            case VANISH -> Files.move(directory, place.resolve("elsewhere"));
            case LOCK -> lock();
            case REFUSE -> password = ANOTHER;
        }
        return true;
    }

    /** One byte in the middle of the largest pack. */
    void damage() throws IOException {
        Path pack;
        try (Stream<Path> all = Files.walk(directory.resolve("data"))) {
            pack = all.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(pack);
        content[content.length / 3] ^= 1;
        Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("rw-------"));
        Files.write(pack, content);
    }

    /** A restic that holds the only lock, and does not go on. */
    private void lock() throws Exception {
        long before = locks();
        // Slowly, so that it is still at work when it is told to stop.
        Process check = restic("check", "--read-data", "--limit-download=1").start();
        holder = check;
        for (int i = 0; i < 5000 && locks() == before; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        run(new ProcessBuilder("kill", "-STOP", String.valueOf(check.pid())));
        if (locks() == before) {
            throw new AssertionError("restic check has ended already, or never began");
        }
    }

    private long locks() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("locks"))) {
            // Not what is still being written.
            return all.filter(lock -> lock.getFileName().toString().length() == LOCK_NAME)
                    .count();
        }
    }

    @Override
    public void heal() throws Exception {
        password = PASSWORD;
        if (Files.exists(place.resolve("elsewhere"))) {
            Files.move(place.resolve("elsewhere"), directory);
        }
        Process held = holder;
        if (held != null) {
            holder = null;
            held.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        Process held = holder;
        if (held != null) {
            held.destroyForcibly();
        }
    }
}
