package dev.failover.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The hosts with what runs on them, but for the agents. */
final class Stage implements AutoCloseable {
    private final Network network;
    private final NameServer dns;
    private final WebServer prod;
    private final WebServer home;
    private final WebServer outside;
    private final DnsClient client;
    private int clientMark;
    private int phoneMark;

    Stage(Path directory) throws IOException {
        network = Network.make();
        dns = new NameServer(network, directory);
        prod = new WebServer(network, Host.PROD, directory);
        home = new WebServer(network, Host.HOME, directory);
        outside = new WebServer(network, Host.OUTSIDE, directory);
        dns.awaitReady();
        List.of(prod, home, outside).forEach(WebServer::awaitReady);
        client = new DnsClient(network);
        client.awaitAnswer(Host.PROD);
    }

    /** Makes everything what it was at first. */
    void reset() {
        network.heal();
        prod.startAgain();
        home.startAgain();
        dns.reset();
        client.awaitAnswer(Host.PROD);
        clientMark = client.mark();
        phoneMark = outside.mark();
    }

    Network network() {
        return network;
    }

    WebServer prod() {
        return prod;
    }

    WebServer home() {
        return home;
    }

    NameServer dns() {
        return dns;
    }

    DnsClient client() {
        return client;
    }

    /** What the phone was told since the test began. */
    List<String> told() {
        return outside.requestsSince(phoneMark).stream()
                .filter(request -> request.startsWith("POST /trigger/site_down/with/key/key-of-the-phone"))
                .toList();
    }

    /** How often the phone was told something with these words. */
    long told(String words) {
        return told().stream().filter(request -> request.contains(words)).count();
    }

    void awaitTold(String words) {
        Await.until("the phone is told: " + words, () -> told(words) > 0, () -> told().toString());
    }

    /** Whatever happened: at every look there was exactly one address, and of a site. */
    void assertAlwaysServed() {
        client.answerFromNowOn();
        assertThat(client.since(clientMark)).isNotEmpty().containsAnyOf(Host.PROD.address(), Host.HOME.address());
        assertThat(client.since(clientMark).stream().distinct())
                .as("never empty, never a foreign value")
                .isSubsetOf(Host.PROD.address(), Host.HOME.address());
    }

    /** What was served since the test began, each change once. */
    List<String> servedInTurn() {
        client.answerFromNowOn();
        List<String> turns = new java.util.ArrayList<>();
        for (String answer : client.since(clientMark)) {
            if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(answer)) {
                turns.add(answer);
            }
        }
        return turns;
    }

    /** An agent with the configuration of the scenario at a pace for tests, some of its text replaced; not started yet. */
    Agent agent(Host host, Path directory, String... replacements) throws IOException {
        Path state = directory.resolve(host.label() + "-state");
        String text = """
                state-directory: %s
                dns: {servers: ["%s"]}
                references: ["%s:80"]
                providers:
                  bind: {type: rfc2136, zone: %s, server: "%s", tsig-name: %s, tsig-secret: "${TSIG}"}
                notifiers:
                  phone: {type: ifttt, event: site_down, key: "${IFTTT_KEY}", base-url: "http://%s"}
                services:
                  www:
                    records: [{provider: bind, name: www, type: A, ttl: 60s}]
                    sites:
                      - {name: prod, address: %s, allow-private: true}
                      - {name: home, address: %s, allow-private: true}
                    check: {type: http, url: "http://%s/", timeout: 1500ms, interval: 1500ms, fast-interval: 200ms, fall: 4, rise: 2}
                    failback: manual
                    max-switches: {count: 50, per: 1h}
                    notify: [phone]
                """.formatted(
                        state,
                        Host.DNS.address(),
                        Host.OUTSIDE.address(),
                        NameServer.ZONE,
                        Host.DNS.address(),
                        Named.KEY,
                        Host.OUTSIDE.address(),
                        Host.PROD.address(),
                        Host.HOME.address(),
                        NameServer.WWW);
        for (int i = 0; i < replacements.length; i += 2) {
            if (!text.contains(replacements[i])) {
                throw new IllegalArgumentException(replacements[i] + " is not there to be replaced");
            }
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        Path configuration = Files.writeString(directory.resolve(host.label() + ".yaml"), text);
        return new Agent(this, host, configuration, state);
    }

    @Override
    public void close() {
        client.close();
        List.of(prod, home, outside).forEach(WebServer::close);
        dns.close();
        network.close();
    }
}
