package dev.failover.evidence.command;

import com.google.auto.service.AutoService;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.evidence.EvidenceCollector;
import dev.failover.evidence.EvidenceCollector.Cost;
import dev.failover.evidence.EvidenceCollector.Reach;
import dev.failover.evidence.EvidenceCollectorFactory;

/**
 * Makes {@link CommandCollector}s from the settings {@code command}, {@code ssh}, {@code ssh-options}, {@code what}, {@code reach}, {@code
 * cost} and {@code environment}.
 */
@AutoService(EvidenceCollectorFactory.class)
public final class CommandCollectorFactory implements EvidenceCollectorFactory {
    /** For {@link java.util.ServiceLoader}. */
    public CommandCollectorFactory() {}

    @Override
    public String name() {
        return "command";
    }

    @Override
    public EvidenceCollector create(Settings settings) {
        CommandCollectorBuilder builder = CommandCollector.builder();
        return settings.reader()
                .texts("command", builder::command)
                .text("ssh", builder::ssh)
                .texts("ssh-options", builder::sshOptions)
                .text("what", builder::what)
                .constant("reach", Reach.class, builder::reach)
                .constant("cost", Cost.class, builder::cost)
                .entries("environment", (name, value) -> builder.environment(name, Secret.of(value)))
                .build(builder::build);
    }
}
