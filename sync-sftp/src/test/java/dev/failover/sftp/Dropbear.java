package dev.failover.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Dropbear with OpenSSH's sftp-server, as routers and small boards have it. It looks for keys in the account's home only: it
 * is given one by a passwd file that it alone sees.
 */
final class Dropbear extends OtherServer {
    private String publicKey = "";

    Dropbear(Path directory) throws Exception {
        super(directory);
        Path ssh = Files.createDirectory(this.directory.resolve(".ssh"));
        for (Path each : List.of(this.directory, ssh)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
        }
        Process made = new ProcessBuilder("dropbearkey", "-t", "ed25519", "-f", key())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        publicKey = said.lines()
                .filter(line -> line.startsWith("ssh-ed25519 "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("dropbearkey said: " + said));
    }

    private String key() {
        return directory.resolve("host_key").toString();
    }

    @Override
    List<String> command(int listeningAt) throws IOException {
        Path users = directory.resolve("passwd");
        try (Stream<String> known = Files.lines(Path.of("/etc/passwd"))) {
            Files.write(
                    users,
                    known.map(line -> {
                                String[] fields = line.split(":");
                                fields[5] = fields[0].equals(user()) ? directory.toString() : fields[5];
                                return String.join(":", fields);
                            })
                            .toList());
        }
        String root = user().equals("root") ? "" : "--map-root-user";
        return List.of(
                "/bin/sh",
                "-c",
                "exec unshare $4 --mount sh -c 'mount --bind \"$1\" /etc/passwd"
                        + " && exec /usr/sbin/dropbear -F -E -s -r \"$2\" -p 127.0.0.1:$3' sh \"$1\" \"$2\" \"$3\"",
                "sh",
                users.toString(),
                key(),
                String.valueOf(listeningAt),
                root);
    }

    @Override
    String hostKey() {
        return publicKey;
    }

    @Override
    void authorize(boolean authorized) throws IOException {
        Path file = directory.resolve(".ssh/authorized_keys");
        Files.writeString(file, authorized ? clientKey.publicKey() + "\n" : "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    boolean runsCommands() {
        return true;
    }
}
