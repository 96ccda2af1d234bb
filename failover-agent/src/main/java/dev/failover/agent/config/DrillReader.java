package dev.failover.agent.config;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.SettingsReader;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what services say of their drills. */
final class DrillReader {
    private final Faults faults;
    private final Map<String, DrillDefinition> drills = new LinkedHashMap<>();

    DrillReader(Faults faults) {
        this.faults = faults;
    }

    /** @param block of the service */
    void read(String service, BlockReader block) {
        block.take("drill")
                .map(node -> BlockReader.of(node, block.pathOf("drill"), faults))
                .ifPresent(drill -> {
                    Draft draft = new Draft();
                    SettingsReader reader = drill.rest()
                            .reader()
                            .texts("windows", draft::windows)
                            .value("time-zone", DrillReader::zone, value -> draft.zone = value);
                    try {
                        drills.put(service, reader.build(() -> new DrillDefinition(draft.windows, draft.zone)));
                    } catch (InvalidSettingsException e) {
                        faults.addAll(e);
                    }
                });
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time zone, like Europe/Paris or UTC", e);
        }
    }

    /** Of the services that say something, by name. */
    Map<String, DrillDefinition> drills() {
        return drills;
    }

    /** As far as it is read. */
    private static final class Draft {
        private final List<DrillWindow> windows = new ArrayList<>();
        private ZoneId zone = ZoneOffset.UTC;

        private void windows(List<String> texts) {
            texts.stream().map(DrillWindow::parse).forEach(windows::add);
        }
    }
}
