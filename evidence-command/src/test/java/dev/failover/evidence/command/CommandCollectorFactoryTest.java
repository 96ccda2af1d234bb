package dev.failover.evidence.command;

import dev.failover.component.ComponentFactory;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollectorFactory;
import dev.failover.testkit.FactoryContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CommandCollectorFactoryTest extends FactoryContract<EvidenceCollector> {
    @Override
    protected Class<? extends ComponentFactory<EvidenceCollector>> spi() {
        return EvidenceCollectorFactory.class;
    }

    @Override
    protected String name() {
        return "command";
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "command", "uptime",
                "ssh", "root@web1",
                "ssh-options", "-4",
                "what", "the journal of web1",
                "reach", "in-band",
                "cost", "none",
                "environment.KEY", "s3cret-variable");
    }

    @Override
    protected Set<String> required() {
        return Set.of("command");
    }

    @Override
    protected Map<String, List<String>> malformed() {
        return Map.of(
                "command", List.of("", "journalctl -n 5"),
                "ssh", List.of("-oProxyCommand=x", "web1; reboot", ""),
                "what", List.of("", " "),
                "reach", List.of("near", "IN_BAND"),
                "cost", List.of("cheap"),
                "environment.A-B", List.of("x"));
    }

    @Override
    protected Set<String> secret() {
        return Set.of("environment.KEY");
    }
}
