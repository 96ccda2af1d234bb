package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.replay.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads another policy for a service that is configured: from a file that holds nothing but settings of one service, or from the
 * service of that name in a whole configuration, of which all else is passed over. What it does not say stays as it is configured.
 */
public final class PolicyFile {
    private final Path file;
    private final Map<String, String> environment;

    /** @param environment where references to variables are looked up */
    public PolicyFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * The same replay under the policy and the thresholds of the file.
     *
     * @throws InvalidConfigurationException naming everything that is wrong
     */
    public Replay over(Replay replay) {
        Faults faults = new Faults();
        Optional<Node.Block> root = ConfigurationReader.block(file, environment, faults);
        if (root.isEmpty()) {
            throw new InvalidConfigurationException(file, faults.sorted(), List.of(), Optional.empty());
        }
        BlockReader top = new BlockReader(root.get(), "", faults);
        boolean whole = root.get().entries().containsKey("services");
        Replay result = whole ? ofService(top, replay, faults) : of(top, replay, faults);
        if (!whole) {
            top.finish();
        }
        String path = "services." + replay.service();
        if (whole ? faults.concern(path) : !faults.isEmpty()) {
            throw new InvalidConfigurationException(
                    file,
                    faults.sorted().stream()
                            .filter(fault -> !whole || fault.path().startsWith(path))
                            .toList(),
                    List.of(),
                    Optional.empty());
        }
        return result;
    }

    private static Replay ofService(BlockReader top, Replay replay, Faults faults) {
        if (!top.names("services").contains(replay.service())) {
            faults.add("services." + replay.service(), "is missing: which policy is meant?");
            return replay;
        }
        Replay[] result = {replay};
        top.eachNamed("services", (name, block) -> {
            if (name.equals(replay.service())) {
                result[0] = of(block, replay, faults);
            }
        });
        return result[0];
    }

    private static Replay of(BlockReader block, Replay replay, Faults faults) {
        Replay result = replay;
        try {
            result = result.under(PolicySettings.policy(block, replay.policy()));
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        Optional<Node> check = block.take("check");
        if (check.isPresent()) {
            BlockReader reader = BlockReader.of(check.get(), block.pathOf("check"), faults);
            try {
                result = result.under(PolicySettings.thresholds(reader, replay.thresholds()));
            } catch (InvalidSettingsException e) {
                faults.addAll(e);
            }
        }
        return result;
    }
}
