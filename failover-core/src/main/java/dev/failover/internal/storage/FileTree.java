package dev.failover.internal.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * What is asked of a file system beside the files of one directory: directories, and files too large to be held. For simulations, as
 * {@link Disk} is.
 */
public interface FileTree extends Disk {
    /** The names of what is in a directory, in no order; none if there is no such directory. */
    List<String> names(Path directory) throws IOException;

    /** Whether there is a directory of that name itself, no link to one. */
    boolean isDirectory(Path path) throws IOException;

    /** Whether there is a file of that name itself, no link to one. */
    boolean isFile(Path path) throws IOException;

    /** Makes a directory and those above it, for their owner only, unless they are there. */
    void makeDirectory(Path directory) throws IOException;

    /**
     * How many bytes a file has.
     *
     * @throws java.nio.file.NoSuchFileException if it isn't there
     */
    long size(Path path) throws IOException;

    /**
     * A file's content, from its beginning.
     *
     * @throws java.nio.file.NoSuchFileException if it isn't there
     */
    InputStream stream(Path path) throws IOException;

    /** How many bytes may yet be written where a directory is. */
    long usable(Path directory) throws IOException;
}
