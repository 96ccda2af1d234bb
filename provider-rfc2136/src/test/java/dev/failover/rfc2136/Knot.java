package dev.failover.rfc2136;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Knot DNS ({@code knotd}). */
final class Knot extends RealServer {
    Knot(Path parent) throws Exception {
        super(parent);
    }

    @Override
    List<String> configure(Path directory, int port) throws Exception {
        StringBuilder text = new StringBuilder("""
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                log:
                  - target: stderr
                    any: info
                database:
                    storage: "%1$s"
                key:
                """.formatted(directory, port));
        for (Key key : List.of(Key.ADMIN, Key.FAILOVER, Key.NARROW)) {
            text.append("""
                      - id: %s
                        algorithm: %s
                        secret: %s
                    """.formatted(key.name(), key.algorithm(), key.secret()));
        }
        text.append("""
                acl:
                  - id: admin
                    key: admin-key.
                    action: [query, transfer, update]
                  - id: failover
                    key: failover-key.
                    action: [query, update]
                    update-type: [A, AAAA, CNAME, TXT]
                  - id: narrow
                    key: narrow-key.
                    action: [query, update]
                    update-type: [A, AAAA, TXT]
                    update-owner: name
                    update-owner-match: equal
                    update-owner-name: [www]
                  - id: open
                    address: 127.0.0.1
                    action: update
                template:
                  - id: default
                    storage: "%s"
                    file: "%%s.zone"
                zone:
                """.formatted(directory));
        for (String zone : ZONES) {
            Files.writeString(directory.resolve(zone + ".zone"), zoneFile(zone));
            text.append("""
                      - domain: %s
                        acl: [admin, %s]
                    """.formatted(zone, zone.equals(OPEN) ? "open" : "failover, narrow"));
        }
        Path configuration = Files.writeString(directory.resolve("knot.conf"), text);
        return List.of(program("knotd"), "-c", configuration.toString());
    }
}
