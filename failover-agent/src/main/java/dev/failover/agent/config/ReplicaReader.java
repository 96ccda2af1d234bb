package dev.failover.agent.config;

import dev.failover.Service;
import dev.failover.Site;
import dev.failover.component.InvalidSettingsException;
import dev.failover.sync.DataSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which replicas this machine holds, before the services are read that need to know. */
final class ReplicaReader {
    private final Faults faults;
    private final Map<String, ReplicaDefinition> replicas = new LinkedHashMap<>();
    private final Map<String, String> paths = new LinkedHashMap<>();
    private final Map<Path, String> directories = new HashMap<>();

    ReplicaReader(Faults faults) {
        this.faults = faults;
    }

    private static final class Draft {
        private Path directory = Path.of("stand-in");
        private boolean read;
        private String service = "";
        private String site = "";
    }

    void read(String name, BlockReader block) {
        Draft draft = new Draft();
        block.requiredText("directory", "where is the replica?");
        block.requiredText("service", "whose data is it?");
        block.requiredText("site", "which of the service's sites is this machine?");
        try {
            // All of it, so that a key that means nothing is told.
            block.all()
                    .reader()
                    .path("directory", value -> {
                        draft.directory = value;
                        draft.read = true;
                    })
                    .text("service", value -> draft.service = value)
                    .text("site", value -> draft.site = value)
                    .build(() -> draft);
        } catch (InvalidSettingsException e) {
            faults.addAll(e);
        }
        if (draft.read) {
            Path directory = draft.directory.toAbsolutePath().normalize();
            String other = directories.putIfAbsent(directory, name);
            if (other != null) {
                faults.add(
                        block.pathOf("directory"),
                        "is that of %s too: a directory holds one data set".formatted(other));
            }
        }
        try {
            DataSet dataSet = DataSet.of(name, draft.directory);
            replicas.put(name, new ReplicaDefinition(dataSet, draft.service, draft.site));
            paths.put(name, block.path());
        } catch (IllegalArgumentException e) {
            faults.add(block.path(), String.valueOf(e.getMessage()));
        }
    }

    Map<String, ReplicaDefinition> replicas() {
        return replicas;
    }

    /** Those that one site of a service has here. */
    List<DataSet> of(String service, String site) {
        List<DataSet> found = new ArrayList<>();
        for (ReplicaDefinition replica : replicas.values()) {
            if (replica.service().equals(service) && replica.site().equals(site)) {
                found.add(replica.dataSet());
            }
        }
        return found;
    }

    /** A replica of nobody would never be looked at. */
    void requireOwners(List<Service> services) {
        replicas.forEach((name, replica) -> {
            String path = String.valueOf(paths.get(name));
            if (replica.service().isEmpty() || replica.site().isEmpty()) {
                return;
            }
            List<Service> owners = services.stream()
                    .filter(service -> service.name().equals(replica.service()))
                    .toList();
            if (owners.isEmpty()) {
                faults.add(
                        path + ".service",
                        "there is no service named \"%s\", only %s"
                                .formatted(
                                        replica.service(),
                                        services.stream().map(Service::name).toList()));
            } else if (owners.get(0).site(replica.site()).isEmpty()) {
                faults.add(
                        path + ".site",
                        "%s has no site named \"%s\", only %s"
                                .formatted(
                                        replica.service(),
                                        replica.site(),
                                        owners.get(0).sites().stream()
                                                .map(Site::name)
                                                .toList()));
            }
        });
    }
}
