package dev.failover.rsync;

import dev.failover.internal.process.ProcessTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What processes of this user left that were killed: their private directories, and the connections of ssh that these belong to. */
final class LeftDirectories {
    private static final Logger log = LoggerFactory.getLogger(LeftDirectories.class);
    /** Of versions that made no lock: longer than any of their runs. */
    private static final Duration LONG_AGO = Duration.ofDays(1);

    private LeftDirectories() {}

    /** Removes them, if they lie beside this one. */
    static void remove(Path own, String prefix, String lock, Instant now) {
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(own.resolveSibling(""), prefix + "*")) {
            for (Path directory : beside) {
                if (!directory.equals(own) && isOurs(directory, own) && isLeft(directory, lock, now)) {
                    log.info("removing {}, which a process that was killed has left", directory);
                    endUsersOf(directory);
                    PrivateDirectory.delete(directory);
                }
            }
        } catch (IOException e) {
            log.debug("looking for what was left beside {}", own, e);
        }
    }

    private static boolean isOurs(Path directory, Path own) throws IOException {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isLeft(Path directory, String lock, Instant now) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(lock), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock free = channel.tryLock()) {
            return free != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (NoSuchFileException e) {
            return Files.exists(directory)
                    && Files.getLastModifiedTime(directory).toInstant().isBefore(now.minus(LONG_AGO));
        }
    }

    /** Ends the processes of this user that name a private directory: ssh, which has its configuration or its socket there. */
    static void endUsersOf(Path directory) {
        String own = ProcessHandle.current().info().user().orElse("");
        ProcessHandle.allProcesses()
                .filter(process -> process.info().user().filter(own::equals).isPresent())
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
                .filter(process -> !process.equals(ProcessHandle.current()))
                .forEach(ProcessTree::end);
    }
}
