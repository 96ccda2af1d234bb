package dev.failover.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.failover.component.ConflictException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
    @TempDir
    Path parent;

    private Path path;

    @BeforeEach
    void name() {
        path = parent.resolve("var").resolve("state");
    }

    @Test
    void isMadeWithItsParentsAndForItsOwnerOnly() throws IOException {
        try (StateDirectory state = StateDirectory.open(path)) {
            assertThat(state.path()).isEqualTo(path);
            state.log("journal").append("one");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(path)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
            assertThat(path.resolve("probe")).doesNotExist();
            assertThat(path.resolve("version")).hasContent("1");
        }
    }

    @Test
    @DisplayName(
            "wider permissions are narrowed when the directory is empty or ours, and left alone when it is someone else's")
    void permissionsOfAnExistingDirectory() throws IOException {
        Files.createDirectories(path);
        chmod("rwxr-xr-x");
        StateDirectory.open(path).close();
        assertMode("rwx------");
        chmod("rwxrwxrwx");
        StateDirectory.open(path).close();
        assertMode("rwx------");

        path = Files.createDirectories(parent.resolve("shared"));
        Files.writeString(path.resolve("somebody-elses"), "x");
        chmod("rwxrwxrwx");
        StateDirectory.open(path).close();
        assertMode("rwxrwxrwx");
    }

    private void chmod(String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private void assertMode(String mode) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo(mode);
    }

    @Test
    void aSymbolicLinkToADirectoryIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectories(path));
        try (StateDirectory state = StateDirectory.open(link)) {
            assertThatThrownBy(() -> StateDirectory.open(path)).isInstanceOf(ConflictException.class);
            assertThat(state.path()).isEqualTo(link);
        }
    }

    @Test
    @DisplayName("a second opening in this process is refused, and does not break the lock against other processes")
    void secondOpeningInThisProcess() throws Exception {
        try (StateDirectory state = StateDirectory.open(path)) {
            assertThatThrownBy(() -> StateDirectory.open(path))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining(state.path().toString())
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            assertThat(StateDirectory.owner(path)).contains(ProcessHandle.current());
            try (ChildProcess child = ChildProcess.start(AppendingProcess.class, path.toString(), "1")) {
                assertThat(child.readLine())
                        .startsWith("ConflictException: " + path + " is in use by process "
                                + ProcessHandle.current().pid());
            }
        }
        assertThat(StateDirectory.owner(path)).isEmpty();
        StateDirectory.open(path).close();
    }

    @Test
    @DisplayName("so is one by another copy of the library in this process, as in two web applications")
    void secondOpeningByAnotherClassLoader() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (StateDirectory state = StateDirectory.open(path);
                URLClassLoader other =
                        new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Method open = other.loadClass(StateDirectory.class.getName()).getMethod("open", Path.class);
            assertThat(open.getDeclaringClass()).isNotSameAs(StateDirectory.class);
            assertThatThrownBy(() -> open.invoke(null, state.path()))
                    .cause()
                    .hasMessageContaining("in use by this very process");
            System.gc();
            try (ChildProcess child = ChildProcess.start(AppendingProcess.class, path.toString(), "1")) {
                assertThat(child.readLine()).startsWith("ConflictException");
            }
        }
    }

    @Test
    @DisplayName("another process's directory is refused, naming that process, until that process is gone")
    void openInAnotherProcess() throws Exception {
        try (ChildProcess child = ChildProcess.start(AppendingProcess.class, path.toString(), "1")) {
            assertThat(child.readLine()).isEqualTo("0");
            assertThatThrownBy(() -> StateDirectory.open(path))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("in use by process " + child.pid());
            assertThat(StateDirectory.owner(path).map(ProcessHandle::pid)).contains(child.pid());
            assertThat(StateDirectory.read(path, "journal").orElseThrow()).isNotEmpty();
            child.kill();
        }
        assertThat(StateDirectory.owner(path)).isEmpty();
        StateDirectory.open(path).close();
    }

    @Test
    void aPathThatIsAFileIsRefused() throws IOException {
        Files.createFile(Files.createDirectories(path.getParent()).resolve("state"));
        assertThatThrownBy(() -> StateDirectory.open(path))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(path + " is not a directory");
    }

    @Test
    void aPathBelowAFileIsRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> StateDirectory.open(file.resolve("state")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("The state directory " + file.resolve("state"));
    }

    @Test
    @DisplayName("a directory in which nothing can be made is refused, even where the user is root")
    void unwritable() {
        assertThatThrownBy(() -> StateDirectory.open(Path.of("/proc/self")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("/proc/self");
        assertThatThrownBy(() -> StateDirectory.open(Path.of("/proc/failover")))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("/proc/failover");
    }

    @Test
    @DisplayName("a full disk is refused by its name, and is open to the next attempt once there is space")
    void full() throws IOException {
        Files.createDirectories(path);
        FaultyDisk disk = new FaultyDisk(path);
        disk.capacity = 4000;
        assertThatThrownBy(() -> StateDirectory.open(path, disk))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("No space left on device");
        disk.capacity = 5000;
        try (StateDirectory state = StateDirectory.open(path, disk)) {
            assertThat(path.resolve("reserve")).as("no space for it yet").doesNotExist();
            state.log("journal").append("one");
        }
        disk.capacity = Long.MAX_VALUE;
        StateDirectory.open(path, disk).close();
        assertThat(path.resolve("reserve")).hasSize(Reserve.BYTES);
    }

    @Test
    void aDiskThatCannotSyncIsRefused() throws IOException {
        FaultyDisk disk = new FaultyDisk(Files.createDirectories(path));
        disk.failingSyncs = 1;
        assertThatThrownBy(() -> StateDirectory.open(path, disk))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("Input/output error");
    }

    @Test
    void theReserveIsMadeOfRealBytes() throws IOException {
        StateDirectory.open(path).close();
        byte[] bytes = Files.readAllBytes(path.resolve("reserve"));
        assertThat(bytes).hasSize(64 * 1024);
        assertThat(Arrays.equals(bytes, new byte[bytes.length])).isFalse();
    }

    @Test
    @DisplayName("when the disk fills up, the log gets the reserve; opening again makes it anew")
    void reserve() throws IOException {
        FaultyDisk disk = new FaultyDisk(Files.createDirectories(path));
        try (StateDirectory state = StateDirectory.open(path, disk);
                DurableLog log = state.log("journal")) {
            disk.capacity = sizes().values().stream().mapToLong(Long::longValue).sum();
            log.append("intent");
            assertThat(path.resolve("reserve")).doesNotExist();
        }
        disk.capacity = Long.MAX_VALUE;
        try (StateDirectory state = StateDirectory.open(path, disk)) {
            assertThat(state.log("journal").entries()).containsExactly("intent");
            assertThat(path.resolve("reserve")).hasSize(Reserve.BYTES);
        }
    }

    @Test
    void aNewerVersionIsRefusedUnchanged() throws IOException {
        StateDirectory.open(path).close();
        Files.writeString(path.resolve("version"), "2\n");
        var before = sizes();
        assertThatThrownBy(() -> StateDirectory.open(path))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("newer");
        assertThatThrownBy(() -> StateDirectory.read(path, "journal")).isInstanceOf(RejectedException.class);
        assertThat(sizes()).isEqualTo(before);
    }

    @Test
    void aVersionThatIsNoneIsRefused() throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("version"), "one\n");
        assertThatThrownBy(() -> StateDirectory.open(path)).isInstanceOf(RejectedException.class);
        assertThat(sizes()).containsOnlyKeys("version");
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            files.forEach(file ->
                    sizes.put(file.getFileName().toString(), file.toFile().length()));
        }
        return sizes;
    }

    @Test
    void readingCreatesNothing() {
        assertThat(StateDirectory.read(path, "journal")).isEmpty();
        assertThat(StateDirectory.owner(path)).isEmpty();
        assertThat(path).doesNotExist();
        assertThat(path.getParent()).doesNotExist();
    }

    @Test
    void readsWhatIsBeingWritten() {
        try (StateDirectory state = StateDirectory.open(path)) {
            assertThat(StateDirectory.read(path, "journal")).isEmpty();
            state.log("journal").append("one");
            assertThat(StateDirectory.read(path, "journal")).contains(List.of("one"));
        }
    }

    @Test
    void aLogIsOpenOnceAndClosesWithItsDirectory() {
        StateDirectory state = StateDirectory.open(path);
        DurableLog log = state.log("journal");
        assertThatThrownBy(() -> state.log("journal")).isInstanceOf(IllegalStateException.class);
        log.close();
        DurableLog again = state.log("journal");
        state.close();
        state.close();
        assertThatThrownBy(() -> again.append("late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.log("other")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void logNamesStayWithinTheDirectory() {
        try (StateDirectory state = StateDirectory.open(path)) {
            for (String name : List.of("", "../x", "a/b", "A", "-a", "a.b", "a".repeat(65))) {
                assertThatThrownBy(() -> state.log(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    /** What another user planted: root's files were written through it. */
    @ParameterizedTest
    @ValueSource(strings = {"probe", "lock", "version", "version.new", "journal.log"})
    void aPlantedLinkIsRefusedAndNotFollowed(String name) throws IOException {
        Path victim = Files.writeString(parent.resolve("victim"), "precious");
        Path planted = Files.createDirectories(parent.resolve("planted"));
        Files.createSymbolicLink(planted.resolve(name), victim);

        assertThatThrownBy(() -> {
                    try (StateDirectory state = StateDirectory.open(planted)) {
                        state.log("journal").append("an entry");
                        throw new RejectedException("opened, and no link was met: " + name);
                    }
                })
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("symbolic link");
        assertThat(victim).hasContent("precious");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "journal.log.new"})
    void aPlantedLinkInPlaceOfWhatIsMadeAnewIsRemoved(String name) throws IOException {
        Path victim = Files.writeString(parent.resolve("victim"), "precious");
        Path planted = Files.createDirectories(parent.resolve("planted"));
        Files.createSymbolicLink(planted.resolve(name), victim);

        try (StateDirectory state = StateDirectory.open(planted)) {
            state.log("journal").append("an entry");
        }
        assertThat(victim).hasContent("precious");
        assertThat(Files.isSymbolicLink(planted.resolve(name))).isFalse();
    }

    @Test
    void aDirectoryOrFileOfSomebodyElseIsRefusedNamingBoth() throws IOException {
        Path directory = Files.createDirectories(parent.resolve("theirs"));
        assumeTrue(Files.getOwner(directory).getName().equals("root"), "NOT TESTED: only root can give a file away");
        Files.setAttribute(directory, "unix:uid", 65534);
        assertThatThrownBy(() -> StateDirectory.open(directory))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("this process runs as root");
        Files.setAttribute(directory, "unix:uid", 0);
        StateDirectory.open(directory).close();
        Files.setAttribute(directory.resolve("version"), "unix:uid", 65534);
        assertThatThrownBy(() -> StateDirectory.open(directory))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("version");
    }

    @Test
    void nothingIsWrittenOnceTheLockWasTakenAway() throws IOException {
        Path directory = parent.resolve("unlocked");
        try (StateDirectory state = StateDirectory.open(directory)) {
            DurableLog log = state.log("journal");
            log.append("one");
            Files.delete(directory.resolve("lock"));
            assertThatThrownBy(() -> log.append("two"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("lock");
        }
    }
}
