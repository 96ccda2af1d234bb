package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The bundle with its own Java")
@Timeout(300)
class BundleIT {
    @TempDir
    Path directory;

    private Path root;

    /** In an environment without any other Java. */
    private Command failover(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = root.resolve("bin/failover").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", directory.resolve("no-java").toString());
        return Command.run(builder);
    }

    @Test
    @DisplayName("has all that the demonstration, and each vendor's client, needs of Java")
    void runs() throws Exception {
        root = Delivery.unpack(Delivery.bundle(), directory);
        assertThat(failover("demo").expect(0)).contains("All of it happened");

        Path configuration =
                Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                dns: {servers: ["127.0.0.1:9"]}
                providers:
                  ovh: {type: ovh, zone: example.org, endpoint: "https://127.0.0.1:9", application-key: k,
                        application-secret: s, consumer-key: c}
                  aws: {type: route53, zone: example.com, zone-id: Z0123, endpoint: "http://127.0.0.1:9",
                        region: us-east-1, access-key-id: k, secret-access-key: s}
                  bind: {type: rfc2136, zone: example.net, server: "127.0.0.1:9", tsig-name: key.,
                         tsig-algorithm: hmac-sha256, tsig-secret: "c2VjcmV0c2VjcmV0"}
                notifiers: {phone: {type: ifttt, event: e, key: k, base-url: "https://127.0.0.1:9"}}
                services:
                  www:
                    records:
                      - {provider: ovh, name: www, type: A}
                      - {provider: aws, name: www, type: A}
                      - {provider: bind, name: www, type: A}
                    sites: [{name: here, address: 127.0.0.1, allow-private: true}]
                    check: {type: http, url: "https://www.example.org:9/"}
                    notify: [phone]
                """.formatted(directory.resolve("state")));
        assertThat(failover("check", "-c", configuration.toString()).output())
                .contains("ERROR provider ovh", "ERROR provider aws", "ERROR provider bind")
                .doesNotContain("NoClassDefFound", "bug");
    }
}
