package dev.failover.examples.agent.config;

import java.nio.file.Path;
import java.util.List;

/** A configuration that can't be used; carries everything that is wrong with it. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient List<Fault> faults;

    InvalidConfigurationException(Path file, List<Fault> faults) {
        super("%s can't be used: %s".formatted(file, faults));
        this.file = file;
        this.faults = List.copyOf(faults);
    }

    /** The file read. */
    public Path file() {
        return file;
    }

    /** At least one, in the order in which they stand in the file. */
    public List<Fault> faults() {
        return faults;
    }
}
