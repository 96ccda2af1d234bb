package dev.failover.rsync;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The text of the configuration that ssh is given: around the user's own, as the first value found counts. What stands before it
 * can't be weakened by it, what stands after it is a default. It holds for every hop, as ssh hands the file on to the
 * hosts of ProxyJump; what belongs to the destination alone is in a block of its own.
 */
final class SshConfiguration {
    private static final int CONNECT_SECONDS = 10;

    private SshConfiguration() {}

    /** @param directory private, for the shared connection's socket */
    static String of(SshOptions options, String host, Path directory) {
        StringBuilder text = new StringBuilder("""
                BatchMode yes
                StrictHostKeyChecking %s
                NoHostAuthenticationForLocalhost no
                VerifyHostKeyDNS no
                UpdateHostKeys no
                ForwardAgent no
                ForwardX11 no
                PermitLocalCommand no
                LogLevel INFO
                %s
                Host %s
                    ControlMaster no
                    ControlPath %s
                    ControlPersist 15m
                    ClearAllForwardings yes
                    RequestTTY no
                    RemoteCommand none

                Host *
                """.formatted(
                        options.acceptNewHostKeys() ? "accept-new" : "yes",
                        timeout(options.connectTimeout()),
                        host,
                        options.shared() ? quoted(directory.resolve("master")) : "none"));
        for (Path configuration : options.configurations()) {
            text.append("Include ").append(quoted(configuration)).append('\n');
        }
        return text.append("""

                Host *
                    Ciphers ^aes128-gcm@openssh.com
                    ConnectTimeout %s
                    ServerAliveInterval 5
                    ServerAliveCountMax 3
                """.formatted(CONNECT_SECONDS)).toString();
    }

    private static String timeout(@Nullable Duration connectTimeout) {
        return connectTimeout == null ? "" : "ConnectTimeout " + Math.max(1, connectTimeout.toSeconds()) + "\n";
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }
}
