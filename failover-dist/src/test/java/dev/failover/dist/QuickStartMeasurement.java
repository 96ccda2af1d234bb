package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Takes some minutes: part of {@code ./verify --measure}. The page's commands are run as they are printed, on machines with its
 * names and addresses. Three things stand in for the internet: BIND for OVH, whose consumer key a human has to validate; a
 * receiver for IFTTT and the look-ups of the public address; and {@code runuser} for sudo, which not every machine has.
 */
@DisplayName("The quick start on two hosts")
@Timeout(1200)
class QuickStartMeasurement {
    private static final String ROUTER = "203.0.113.20";
    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\n((?s:.*?))^```$");
    private static final Pattern PART = Pattern.compile("(?m)^### On (?:the )?(\\w+)(?s:.*?)(?=^### |\\z)");
    private static final Pattern HOST_KEY = Pattern.compile("(?m)^\\S+ ssh-ed25519 [A-Za-z0-9+/=]+$");

    @TempDir
    Path directory;

    private final Map<String, Machine> machines = new LinkedHashMap<>();

    @ParameterizedTest(name = "by {0}, told by {1}")
    @CsvSource({"sftp, ifttt", "rsync, ntfy"})
    @DisplayName(
            "leads, as it is printed, to a switch and back by hand, and to a failover and back when prod loses its power")
    void quickStart(String transport, String notifier) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "NOT TESTED: booting machines takes root");
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../docs/quickstart.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(10);
        String chosen = " --transport " + transport + " --notifier " + notifier;
        String key = blocks.get(3).replace("ifttt", notifier.equals("ntfy") ? "ntfy-topic" : "ifttt");
        Lab lab = new Lab(directory);
        try {
            build(lab);
            long begun = System.nanoTime();
            run("prod", blocks.get(0));
            run("home", blocks.get(0));
            run("prod", blocks.get(1).strip() + chosen);
            run(
                    "home",
                    blocks.get(2).strip() + " --url http://www.beerus.fr/ --provider rfc2136 --dns-server " + ROUTER
                            + chosen);
            grant("prod");
            grant("home");
            standIns();
            typed("prod", key, "key");
            typed("home", key, "key");
            assertThat(blocks.get(4)).startsWith("failover keys ovh");
            typed("home", "failover keys put tsig -c /etc/failover/failover.yaml", "c2VjcmV0c2VjcmV0");
            assertThat(run("prod", blocks.get(5))).contains("Nothing is missing. Next:");
            machines.get("prod").await("grep", "-q", "hello", "/proc/self/root/var/www/index.html");
            machines.get("home").await("grep", "-q", "hello", "/srv/replica/www/index.html");
            certificatesArrive();
            assertThat(run("home", blocks.get(5))).contains("Nothing is missing. Next: sudo -u failover failover plan");
            assertThat(run("home", blocks.get(6))).contains("prod is active and UP");
            System.out.printf(
                    "by %s, from nothing to a watched service: %s%n",
                    transport, Duration.ofNanos(System.nanoTime() - begun));

            assertThat(run("home", blocks.get(7))).contains("www is at home", "held at home by anna");
            assertThat(page()).isEqualTo("hello\n");
            write("home", "/srv/replica/www", "from home");
            machines.get("prod").await("grep", "-q", "from home", "/var/www/index.html");
            assertThat(machines.get("home").await("bash", "-ec", blocks.get(8))).contains("www is at prod");
            run("prod", blocks.get(9));
            write("prod", "/var/www", "from prod");
            machines.get("home").await("grep", "-q", "from prod", "/srv/replica/www/index.html");

            long pulled = System.nanoTime();
            machines.get("prod").powerOff();
            machines.get("bastion")
                    .await("sh", "-c", "dig +short @%1$s www.beerus.fr | grep -qx %1$s".formatted(ROUTER));
            System.out.printf("prod's plug pulled, DNS gives home: %s%n", Duration.ofNanos(System.nanoTime() - pulled));
            assertThat(page()).isEqualTo("from prod\n");
            machines.get("bastion").await("grep", "-q", "failover from prod to home", "/opt/phone");
            write("home", "/srv/replica/www", "while prod was away");
            machines.get("prod").powerOn();
            machines.get("prod").await("grep", "-q", "while prod was away", "/var/www/index.html");
            machines.get("home").await("bash", "-ec", blocks.get(8));
            run("prod", blocks.get(9));
            assertThat(page()).isEqualTo("while prod was away\n");
        } finally {
            lab.remove();
        }
    }

    /** Through the bastion as the web root, a renewed one too, and for no other eyes there than on prod. */
    private void certificatesArrive() throws Exception {
        String live = "/srv/replica/letsencrypt/live/www/privkey.pem";
        machines.get("home").await("grep", "-q", "key1", live);
        run("prod", """
                cd /etc/letsencrypt/archive/www
                cp -p privkey1.pem privkey2.pem
                echo key2 > privkey2.pem
                ln -sfn ../../archive/www/privkey2.pem ../../live/www/privkey.pem
                """);
        machines.get("home").await("grep", "-q", "key2", live);
        assertThat(machines.get("home")
                        .exec("runuser", "-u", "nobody", "--", "cat", live)
                        .code())
                .as("what everybody may read")
                .isNotZero();
        assertThat(machines.get("home").root().resolve("srv/replica/letsencrypt/accounts"))
                .as("who logs in to the authority, which does not leave prod")
                .doesNotExist();
    }

    /** The page's two hosts, the bastion, which is home's router and all of the internet besides, and what serves where. */
    private void build(Lab lab) throws Exception {
        lab.verbs("""
                        for m in prod bastion home; do machine_net $m; done
                        machine_link prod eth0 203.0.113.10/24 bastion eth0 203.0.113.20/24
                        machine_link bastion eth1 192.168.1.1/24 home eth0 192.168.1.20/24
                        machine_net_exec home ip route add default via 192.168.1.1
                        machine_net_exec bastion sysctl -qw net.ipv4.ip_forward=1
                        machine_net_exec bastion nft -f - <<'END'
                        table ip nat {
                          chain post { type nat hook postrouting priority 100; oifname "eth0" masquerade; }
                          chain pre { type nat hook prerouting priority -100; iifname "eth0" tcp dport 80 dnat to 192.168.1.20; }
                          chain out { type nat hook output priority -100; ip daddr 203.0.113.20 tcp dport 80 dnat to 192.168.1.20; }
                        }
                        END
                        """).expect(0);
        for (String name : List.of("prod", "bastion", "home")) {
            Machine machine = lab.boot(name);
            machines.put(name, machine);
            Path opt = machine.root().resolve("opt");
            Files.copy(Delivery.debianPackage(), opt.resolve("failover_1_all.deb"));
            Path classes = Files.createDirectories(opt.resolve("classes/dev/failover/dist"));
            Files.copy(
                    Path.of("target/test-classes/dev/failover/dist/StandIn.class"), classes.resolve("StandIn.class"));
            machine.shell("""
                    printf '#!/bin/sh\\nshift; u=$1; shift; exec runuser -u "$u" -- "$@"\\n' > /usr/local/bin/sudo
                    chmod 755 /usr/local/bin/sudo
                    echo nameserver 203.0.113.20 > /etc/resolv.conf
                    echo 203.0.113.20 home.example.net >> /etc/hosts
                    systemctl enable --now ssh
                    """).expect(0);
        }
        machines.get("bastion").shell("""
                printf 'Port 22\\nPort 2222\\n' > /etc/ssh/sshd_config.d/port.conf
                systemctl restart ssh
                mkdir /opt/dns && cd /opt/dns
                cat > named.conf <<'END'
                options { directory "/opt/dns"; listen-on-v6 { none; }; recursion no; pid-file none; dnssec-validation no; };
                key "failover-key." { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };
                zone "beerus.fr" { type primary; file "zone"; update-policy { grant failover-key. name www.beerus.fr. A; }; };
                END
                printf '$TTL 60\\n@ SOA ns m 1 3600 600 86400 60\\n@ NS ns\\nns A 203.0.113.20\\nwww A 203.0.113.10\\n' > zone
                chmod -R a+rwX /opt/dns
                systemd-run -q /usr/sbin/named -f -c /opt/dns/named.conf
                systemd-run -q -p StandardOutput=append:/opt/phone java -cp /opt/classes dev.failover.dist.StandIn 8080
                """).expect(0);
        machines.get("prod").shell("""
                mkdir -p /var/www /etc/letsencrypt/live/www /etc/letsencrypt/archive/www /etc/letsencrypt/accounts
                echo hello > /var/www/index.html
                (umask 077; echo key1 > /etc/letsencrypt/archive/www/privkey1.pem; echo me > /etc/letsencrypt/accounts/me)
                ln -s ../../archive/www/privkey1.pem /etc/letsencrypt/live/www/privkey.pem
                chmod 700 /etc/letsencrypt/live /etc/letsencrypt/archive /etc/letsencrypt/accounts
                """).expect(0);
        serve("prod", "/var/www");
        serve("home", "/srv/replica/www");
    }

    private void serve(String machine, String root) throws Exception {
        machines.get(machine).shell("""
                printf '[Service]\\nRestart=always\\nExecStart=java -cp /opt/classes dev.failover.dist.StandIn 80 %s\\n' \
                  > /etc/systemd/system/web.service
                printf '[Install]\\nWantedBy=multi-user.target\\n' >> /etc/systemd/system/web.service
                systemctl daemon-reload
                systemctl enable --now web
                """.formatted(root)).expect(0);
    }

    private String run(String machine, String lines) throws Exception {
        return machines.get(machine).shell(lines).expect(0);
    }

    /** At a terminal, which does not show it. */
    private void typed(String machine, String line, String key) throws Exception {
        run(machine, "printf '%s\\n' '%s' | script -qec '%s' /dev/null".formatted("%s", key, line.strip()));
    }

    /** Each part where it says, and the host keys that it prints where they belong. */
    private void grant(String machine) throws Exception {
        Path etc = machines.get(machine).root().resolve("etc/failover");
        Stream<String[]> parts = PART.matcher(Files.readString(etc.resolve("rights.txt")))
                .results()
                .map(part -> new String[] {part.group(1), part.group()});
        for (String[] part : parts.toList()) {
            String printed = run(part[0], part[1].replaceFirst("(?s)### Then.*", ""));
            for (String line : HOST_KEY.matcher(printed)
                    .results()
                    .map(found -> found.group())
                    .toList()) {
                Files.writeString(etc.resolve("known_hosts"), line + "\n", StandardOpenOption.APPEND);
            }
        }
    }

    private void standIns() throws Exception {
        for (String machine : List.of("prod", "home")) {
            Path file = machines.get(machine).root().resolve("etc/failover/failover.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("preset: ntfy", "preset: ntfy\n    url: http://203.0.113.20:8080")
                            .replace("event: site_down", "event: site_down\n    base-url: http://203.0.113.20:8080")
                            .replaceFirst("references: .*", "references: [\"203.0.113.20:53\"]")
                            .replaceFirst("public-ip: .*]", "public-ip: [\"http://203.0.113.20:8080/\"]"));
        }
    }

    private void write(String machine, String root, String text) throws Exception {
        run(machine, "echo '%s' > %s/index.html".formatted(text, root));
    }

    /** What a client gets that only knows DNS. */
    private String page() throws Exception {
        return run("bastion", "curl -sS -m 10 http://$(dig +short @203.0.113.20 www.beerus.fr)/");
    }
}
