package dev.failover.google;

import dev.failover.testkit.TokenFactoryContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

class GoogleFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "google";
    }

    @Override
    protected Map<String, String> validSettings() {
        Map<String, String> settings = new HashMap<>(super.validSettings());
        settings.remove("token");
        settings.put("managed-zone", "beerus-fr");
        settings.put("project", "beerus-123456");
        settings.put("key-file", TestKey.file("https://127.0.0.1/token").toString());
        return settings;
    }

    @Override
    protected Set<String> required() {
        return Set.of("zone", "managed-zone", "key-file");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        Map<String, Object> users = TestKey.members("https://127.0.0.1/token");
        users.put("type", "authorized_user");
        Map<String, Object> damaged = TestKey.members("https://127.0.0.1/token");
        damaged.put("private_key", TestKey.pem().substring(0, 400));
        Map<String, Object> without = TestKey.members("https://127.0.0.1/token");
        without.remove("client_email");
        Map<String, List<String>> malformed = new HashMap<>(super.malformed());
        malformed.remove("token");
        malformed.put("managed-zone", List.of("", "beerus.fr", "Beerus", "-a"));
        malformed.put("project", List.of("", "a/b", "short"));
        malformed.put(
                "key-file",
                List.of(
                        "/no/such/file.json",
                        "/",
                        TestKey.file(users).toString(),
                        TestKey.file(damaged).toString(),
                        TestKey.file(without).toString()));
        return malformed;
    }

    @Override
    protected Set<String> secret() {
        return Set.of();
    }
}
