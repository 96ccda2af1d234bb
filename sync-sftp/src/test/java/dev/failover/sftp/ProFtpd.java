package dev.failover.sftp;

import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ProFTPD's mod_sftp, which runs no commands and whose renames follow links (proftpd#2256). */
final class ProFtpd extends OtherServer {
    private final SshKey key;

    ProFtpd(Path directory) throws Exception {
        super(directory);
        key = SshKey.in(this.directory, "host_key");
        Files.createDirectory(keys());
    }

    private Path keys() {
        return directory.resolve("keys");
    }

    @Override
    List<String> command(int listeningAt) throws IOException {
        Path configuration = directory.resolve("proftpd.conf");
        Files.writeString(configuration, """
                ServerType standalone
                UseIPv6 off
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %1$d
                User %2$s
                RequireValidShell off
                UseFtpUsers off
                RootLogin on
                DelayEngine off
                WtmpLog none
                AllowOverwrite on
                Umask 000 000
                PidFile %3$s/pid
                ScoreboardFile %3$s/scoreboard
                ModulePath /usr/lib/proftpd
                LoadModule mod_sftp.c
                AuthOrder mod_auth_unix.c
                SFTPEngine on
                SFTPLog %3$s/log
                SFTPHostKey %4$s
                SFTPAuthMethods publickey
                SFTPAuthorizedUserKeys file:%3$s/keys/%%u
                """.formatted(listeningAt, user(), directory, key.file()));
        return List.of("/usr/sbin/proftpd", "--nodaemon", "--config", configuration.toString());
    }

    @Override
    String hostKey() throws IOException {
        return key.publicKey();
    }

    @Override
    void authorize(boolean authorized) throws IOException {
        String key = clientKey.publicKey().replaceFirst("^\\S+ ", "");
        // The format of RFC 4716, the only one it reads.
        String text = "---- BEGIN SSH2 PUBLIC KEY ----\n" + key + "\n---- END SSH2 PUBLIC KEY ----\n";
        Files.writeString(keys().resolve(user()), authorized ? text : "");
    }

    @Override
    boolean runsCommands() {
        return false;
    }
}
