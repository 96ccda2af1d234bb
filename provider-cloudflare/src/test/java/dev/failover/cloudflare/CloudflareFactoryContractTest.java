package dev.failover.cloudflare;

import dev.failover.testkit.TokenFactoryContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class CloudflareFactoryContractTest extends TokenFactoryContract {
    @Override
    protected String name() {
        return "cloudflare";
    }

    @Override
    protected Map<String, String> validSettings() {
        Map<String, String> settings = new HashMap<>(super.validSettings());
        settings.put("zone-id", CloudflareImitation.ZONE_ID);
        settings.put("operations-per-batch", "3500");
        settings.put("proxied", "www");
        return settings;
    }

    @Override
    protected Map<String, List<String>> malformed() {
        Map<String, List<String>> malformed = new HashMap<>(super.malformed());
        malformed.put("zone-id", List.of("", "beerus.fr", "023E105F4ECEF8AD9CA31A8372D0C353"));
        malformed.put("proxied", List.of("", "www.", "a b"));
        malformed.put("operations-per-batch", List.of("0", "199", "3501", "many"));
        return malformed;
    }
}
