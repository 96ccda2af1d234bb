package dev.failover.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A configuration that can't be used; carries everything that is wrong with it. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final transient List<Fault> faults;
    private final transient List<Path> missingFiles;
    private final transient Optional<Path> stateDirectory;

    /**
     * @param stateDirectory given only if nothing is wrong but references that lead nowhere
     */
    InvalidConfigurationException(
            Path file, List<Fault> faults, List<Path> missingFiles, Optional<Path> stateDirectory) {
        super("%s can't be used: %s".formatted(file, faults));
        this.file = file;
        this.faults = List.copyOf(faults);
        this.missingFiles = List.copyOf(missingFiles);
        this.stateDirectory = stateDirectory;
    }

    /** The file read. */
    public Path file() {
        return file;
    }

    /**
     * Where the agent keeps its state, if all that is wrong is that variables or files referred to are missing here: an agent
     * that was started with them may be asked all the same.
     */
    public Optional<Path> stateDirectory() {
        return stateDirectory;
    }

    /** The files that it refers to and that are not there; each is among the faults, too. */
    public List<Path> missingFiles() {
        return missingFiles;
    }

    /** At least one, in the order in which they stand in the file. */
    public List<Fault> faults() {
        return faults;
    }
}
