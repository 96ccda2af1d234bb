package dev.failover.rfc2136;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PowerDNS ({@code pdns_server}) with its records in SQLite. Its caches are off: a question that is being answered while an
 * update empties them leaves the old answer there for twenty seconds, which is longer than these tests wait.
 */
final class PowerDns extends RealServer {
    /** Where Debian has had it in one version and another. */
    private static final List<String> SCHEMAS = List.of(
            "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql",
            "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql");

    PowerDns(Path parent) throws Exception {
        super(parent);
    }

    @Override
    List<String> configure(Path directory, int port) throws Exception {
        Path database = directory.resolve("pdns.sqlite3");
        run(directory, Files.readString(schema()), program("sqlite3"), database.toString());
        Files.writeString(directory.resolve("pdns.conf"), """
                launch=gsqlite3
                gsqlite3-database=%1$s
                gsqlite3-dnssec=yes
                gsqlite3-pragma-synchronous=0
                cache-ttl=0
                query-cache-ttl=0
                negquery-cache-ttl=0
                local-address=127.0.0.1
                local-port=%2$d
                socket-dir=%3$s
                daemon=no
                guardian=no
                webserver=no
                distributor-threads=2
                security-poll-suffix=
                dnsupdate=yes
                allow-dnsupdate-from=127.0.0.0/8
                allow-axfr-ips=127.0.0.0/8
                """.formatted(database, port, directory));
        for (Key key : List.of(Key.ADMIN, Key.FAILOVER, Key.NARROW)) {
            pdnsutil(directory, "import-tsig-key", key.name(), key.algorithm().toString(), key.secret());
        }
        for (String zone : ZONES) {
            Path file = Files.writeString(directory.resolve(zone + ".zone"), zoneFile(zone));
            pdnsutil(directory, "load-zone", zone, file.toString());
            pdnsutil(directory, "set-kind", zone, "primary");
            pdnsutil(directory, "set-meta", zone, "TSIG-ALLOW-AXFR", Key.ADMIN.name());
            if (!zone.equals(OPEN)) {
                pdnsutil(directory, "set-meta", zone, "TSIG-ALLOW-DNSUPDATE", Key.ADMIN.name(), Key.FAILOVER.name());
            }
        }
        return List.of(program("pdns_server"), "--config-dir=" + directory);
    }

    private static Path schema() {
        return SCHEMAS.stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("pdns-backend-sqlite3 is not installed; run ./verify, which installs"
                                + " what these tests need"));
    }

    private static void pdnsutil(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program("pdnsutil"), "--config-dir=" + directory));
        command.addAll(List.of(arguments));
        run(directory, "", command.toArray(String[]::new));
    }
}
