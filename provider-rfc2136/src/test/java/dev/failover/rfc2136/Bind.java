package dev.failover.rfc2136;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** BIND 9 ({@code named}). */
final class Bind extends RealServer {
    Bind(Path parent) throws Exception {
        super(parent);
    }

    @Override
    List<String> configure(Path directory, int port) throws Exception {
        StringBuilder text = new StringBuilder("""
                options {
                    directory "%1$s";
                    pid-file none;
                    session-keyfile "%1$s/session.key";
                    managed-keys-directory "%1$s";
                    listen-on port %2$d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                    max-ixfr-ratio unlimited;
                };
                controls { };
                """.formatted(directory, port));
        for (Key key : List.of(Key.ADMIN, Key.FAILOVER, Key.NARROW)) {
            text.append("key \"%s\" { algorithm %s; secret \"%s\"; };\n"
                    .formatted(key.name(), key.algorithm(), key.secret()));
        }
        for (String zone : ZONES) {
            Files.writeString(directory.resolve(zone + ".zone"), zoneFile(zone));
            String rights = zone.equals(OPEN) ? "allow-update { 127.0.0.1; };" : """
                      update-policy {
                              grant admin-key. zonesub ANY;
                              grant failover-key. zonesub A AAAA CNAME TXT;
                              grant narrow-key. name www.%s. A AAAA TXT;
                          };""".formatted(zone);
            text.append("""
                    zone "%1$s" {
                        type primary;
                        file "%1$s.zone";
                        allow-transfer { key admin-key.; };
                        %2$s
                    };
                    """.formatted(zone, rights));
        }
        Path configuration = Files.writeString(directory.resolve("named.conf"), text);
        // A copy, as where AppArmor confines named it does so by its path, to its own directories.
        Path named = Files.copy(Path.of(program("named")), directory.resolve("named"));
        return List.of(named.toString(), "-g", "-n", "1", "-c", configuration.toString());
    }
}
