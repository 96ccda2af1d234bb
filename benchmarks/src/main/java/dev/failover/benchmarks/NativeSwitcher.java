package dev.failover.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** HAProxy, gdnsd and PowerDNS, each as its manual has it. */
final class NativeSwitcher implements Switcher {
    /** As fast as gdnsd can be. */
    private static final Pace GDNSD = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(1), 3, 3);
    /** One failure is enough for it, and it counts in whole seconds. */
    private static final Pace POWERDNS = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1);

    private static final int HAPROXY_LOG = 5401;
    private static final int GDNSD_PORT = 5402;
    private static final int POWERDNS_PORT = 5403;
    private static final int MAX_LINE = 4096;

    private final String name;
    private final Pace pace;
    private final Sightings sightings;
    private final AutoCloseable watch;
    private final Program program;

    private NativeSwitcher(String name, Pace pace, Sightings sightings, AutoCloseable watch, Program program) {
        this.name = name;
        this.pace = pace;
        this.sightings = sightings;
        this.watch = watch;
        this.program = program;
    }

    /** It has no DNS: what its log says of the primary stands for the answer. */
    static NativeSwitcher haproxy(Path directory, Website primary, Website backup, Pace pace) throws IOException {
        Files.createDirectories(directory);
        Sightings sightings = new Sightings("HAProxy");
        sightings.saw(primary.address(), Instant.now());
        AutoCloseable log = log(sightings, primary.address(), backup.address());
        String check =
                "check inter %dms fall %d rise %d".formatted(pace.interval().toMillis(), pace.fall(), pace.rise());
        Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
                global
                    log 127.0.0.1:%d local0 notice
                    stats socket %s
                    nbthread 1
                defaults
                    log global
                    mode http
                    timeout connect 1s
                    timeout server 5s
                    timeout client 5s
                    timeout check %dms
                backend sites
                    option httpchk GET /haproxy
                    http-check expect status 200
                    server primary %s:%d %s
                    server backup %s:%d %s backup
                """.formatted(
                        HAPROXY_LOG,
                        directory.resolve("socket"),
                        pace.timeout().toMillis(),
                        primary.address(),
                        Website.PORT,
                        check,
                        backup.address(),
                        Website.PORT,
                        check));
        return new NativeSwitcher(
                "haproxy",
                pace,
                sightings,
                log,
                Program.start(
                        directory.resolve("log"),
                        List.of(Program.path("haproxy").toString(), "-db", "-f", configuration.toString())));
    }

    private static AutoCloseable log(Sightings sightings, String primary, String backup) throws SocketException {
        DatagramSocket socket = new DatagramSocket(HAPROXY_LOG, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            DatagramPacket packet = new DatagramPacket(new byte[MAX_LINE], MAX_LINE);
                            socket.receive(packet);
                            Instant at = Instant.now();
                            String line =
                                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
                            if (line.contains("sites/primary is DOWN")) {
                                sightings.saw(backup, at);
                            } else if (line.contains("sites/primary is UP")) {
                                sightings.saw(primary, at);
                            }
                        }
                    } catch (IOException e) {
                        // Closed.
                    }
                },
                "haproxy-log");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    static NativeSwitcher gdnsd(Path directory, Website primary, Website backup) throws IOException {
        Path zones = Files.createDirectories(directory.resolve("zones"));
        Files.writeString(zones.resolve(BindZone.ZONE), BindZone.zoneFile(BindZone.LABEL + " 5 DYNA simplefo!sites"));
        Files.writeString(directory.resolve("config"), """
                options => { listen => 127.0.0.1:%1$d, run_dir => %2$s/run, state_dir => %2$s/state, min_ttl => 1 }
                service_types => { web => { plugin => http_status, port => %3$d, url_path => "/gdnsd", interval => %4$d,
                    timeout => %5$d, down_thresh => %6$d, up_thresh => %7$d, ok_thresh => %7$d } }
                plugins => { simplefo => { service_types => web, sites => { primary => %8$s, secondary => %9$s } } }
                """.formatted(
                        GDNSD_PORT,
                        directory,
                        Website.PORT,
                        GDNSD.interval().toSeconds(),
                        GDNSD.timeout().toSeconds(),
                        GDNSD.fall(),
                        GDNSD.rise(),
                        primary.address(),
                        backup.address()));
        return authority(
                "gdnsd",
                GDNSD,
                GDNSD_PORT,
                Program.start(
                        directory.resolve("log"),
                        List.of(Program.path("gdnsd").toString(), "-c", directory.toString(), "start")));
    }

    static NativeSwitcher powerDns(Path directory, Website primary, Website backup) throws IOException {
        Files.createDirectories(directory);
        Path zone = Files.writeString(
                directory.resolve("zone"),
                BindZone.zoneFile("%s 5 IN LUA A \"ifurlup('http://site:%d/powerdns', {{'%s'}, {'%s'}}, {timeout=%d})\""
                        .formatted(
                                BindZone.LABEL,
                                Website.PORT,
                                primary.address(),
                                backup.address(),
                                POWERDNS.timeout().toSeconds())));
        Path zones = Files.writeString(
                directory.resolve("named.conf"),
                "zone \"%s\" { type master; file \"%s\"; };\n".formatted(BindZone.ZONE, zone));
        Files.writeString(directory.resolve("pdns.conf"), """
                launch=bind
                bind-config=%s
                local-address=127.0.0.1
                local-port=%d
                socket-dir=%s
                daemon=no
                guardian=no
                enable-lua-records=yes
                lua-health-checks-interval=%d
                setuid=
                security-poll-suffix=
                """.formatted(
                        zones, POWERDNS_PORT, directory, POWERDNS.interval().toSeconds()));
        return authority(
                "powerdns",
                POWERDNS,
                POWERDNS_PORT,
                Program.start(
                        directory.resolve("log"),
                        List.of(Program.path("pdns_server").toString(), "--config-dir=" + directory)));
    }

    private static NativeSwitcher authority(String name, Pace pace, int port, Program program) throws IOException {
        Sightings sightings = new Sightings(name);
        DnsWatch watch = new DnsWatch(port, BindZone.LABEL + "." + BindZone.ZONE, sightings);
        return new NativeSwitcher(name, pace, sightings, watch, program);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public Sightings sightings() {
        return sightings;
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException(name + " can't be watched any more", e);
        } finally {
            program.close();
        }
    }
}
