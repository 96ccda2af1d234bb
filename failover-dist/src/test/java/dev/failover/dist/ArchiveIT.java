package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The archive")
@Timeout(300)
class ArchiveIT {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void unpack() throws Exception {
        root = Delivery.unpack(Delivery.archive(), directory);
    }

    private Command failover(String... arguments) throws Exception {
        String[] command = Stream.concat(Stream.of(root.resolve("bin/failover").toString()), Stream.of(arguments))
                .toArray(String[]::new);
        return Command.run(command);
    }

    @Test
    @DisplayName("has 25 MB at most")
    void size() throws IOException {
        assertThat(Delivery.archive())
                .satisfies(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(25_000_000));
    }

    @Test
    @DisplayName("brings launcher, units, completion, example and licences, each with the rights that it needs")
    void content() throws IOException {
        for (String executable : List.of("bin/failover", "lib/archive-classes")) {
            assertThat(root.resolve(executable)).isExecutable();
        }
        for (String file : List.of(
                "systemd/failover.service",
                "systemd/failover-check.service",
                "systemd/failover.service.d/restrictions.conf",
                "systemd/failover-check.service.d/restrictions.conf",
                "examples/failover.yaml",
                "monitoring/failover-rules.yml",
                "monitoring/failover-rules-test.yml",
                "monitoring/failover-dashboard.json",
                "lib/ext/README",
                "LICENSE")) {
            assertThat(root.resolve(file)).isNotEmptyFile();
        }
        assertThat(root.resolve("completions/failover")).content().contains("complete -F _complete_failover", "switch");
        assertThat(root.resolve("completions/failover.fish")).content().contains("-a 'switch'", "-a 'demo'");
        assertThat(root.resolve("man/failover.1")).content().contains(".SH EXIT STATUS", ".SS failover switch");
    }

    @Test
    @DisplayName("lists the licence of every jar of others")
    void licences() throws IOException {
        String listed = Files.readString(root.resolve("THIRD-PARTY.txt"));
        List<String> delivered = new ArrayList<>(jars(root.resolve("lib")));
        delivered.addAll(jars(root.resolve("lib/demo")));
        String own = delivered.stream()
                .filter(name -> name.startsWith("failover-agent"))
                .findAny()
                .orElseThrow()
                .substring("failover-agent".length());
        assertThat(delivered)
                .filteredOn(name -> !name.endsWith(own))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(listed).contains(":" + name.replaceFirst("-([0-9])", ":$1") + " - "));
        assertThat(listed).doesNotContain("Unknown license");
    }

    @Test
    @DisplayName("brings each jar with the entries that it is published with, not compressed one by one")
    void stored() throws IOException {
        Path published = Path.of(System.getProperty("failover.built"), "lib");
        try (Stream<Path> files = Files.walk(published)) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar")))
                    .hasSizeGreaterThan(50)
                    .allSatisfy(jar -> {
                        Path copy = root.resolve("lib").resolve(published.relativize(jar));
                        try (ZipFile of = new ZipFile(jar.toFile());
                                ZipFile stored = new ZipFile(copy.toFile())) {
                            assertThat(contents(stored)).isEqualTo(contents(of));
                            assertThat(stored.stream()).allMatch(entry -> entry.getMethod() == ZipEntry.STORED);
                        }
                    });
        }
    }

    /** By name, the time and the checksum, in order. */
    private static List<String> contents(ZipFile jar) {
        return jar.stream()
                .map(entry -> entry.getName() + " " + entry.getTime() + " " + entry.getCrc())
                .toList();
    }

    @Test
    @DisplayName("keeps the demonstration, and what it needs of tests, off the agent's class path")
    void demonstrationApart() throws IOException {
        assertThat(jars(root.resolve("lib")))
                .noneMatch(name -> name.matches("(examples|failover-testkit|junit|assertj|opentest4j).*"));
        assertThat(jars(root.resolve("lib/demo")))
                .allMatch(name -> name.matches("(examples|failover-testkit|sshd-sftp)-.*"))
                .hasSize(3);
    }

    @Test
    @DisplayName("runs wherever it is unpacked, through a link too, and gives the demonstration")
    void runs() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("failover"), root.resolve("bin/failover"));
        assertThat(Command.run(link.toString(), "--version").expect(0)).startsWith("failover ");
        assertThat(failover("demo").expect(0)).contains("All of it happened");
    }

    private static List<String> jars(Path lib) throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.substring(0, name.length() - ".jar".length()))
                    .toList();
        }
    }
}
