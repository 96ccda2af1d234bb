package dev.failover.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.agent.Verbs.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A jar of a third party")
@Timeout(60)
class PluginsTest {
    private static final String FACTORY = """
            package com.example;
            public final class PagerFactory implements dev.failover.notify.NotifierFactory {
                public String name() {
                    return "pager";
                }
                public dev.failover.notify.Notifier create(dev.failover.component.Settings settings) {
                    return settings.reader().build(() -> (notification, timeout) -> {});
                }
            }
            """;

    @TempDir
    Path directory;

    private Path plugins;

    @BeforeEach
    void make() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
    }

    /** As a third party would: compiled on its own, and named for ServiceLoader. */
    private void drop(String name) throws IOException {
        Path source = Files.writeString(directory.resolve("PagerFactory.java"), FACTORY);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        directory.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        source.toString());
        assertThat(compiled).isZero();
        jar(name, "com.example.PagerFactory");
    }

    private void jar(String name, String named) throws IOException {
        try (OutputStream file = Files.newOutputStream(plugins.resolve(name));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("META-INF/services/dev.failover.notify.NotifierFactory"));
            jar.write((named + "\n").getBytes(StandardCharsets.UTF_8));
            Path compiled = directory.resolve("com/example/PagerFactory.class");
            if (Files.exists(compiled)) {
                jar.putNextEntry(new JarEntry("com/example/PagerFactory.class"));
                jar.write(Files.readAllBytes(compiled));
            }
        }
    }

    private Result components() {
        return Verbs.run(Map.of(), "components", "--plugins", plugins.toString());
    }

    @Test
    @DisplayName("is found by `components`, and only with its directory")
    void listed() throws IOException {
        drop("pager.jar");
        assertThat(components().out()).containsPattern("notifier +command, ifttt, mail, pager, webhook");
        assertThat(Verbs.run(Map.of(), "components", "--json").out())
                .contains("\"kind\": \"notifier\"")
                .doesNotContain("pager");
    }

    @Test
    @DisplayName("makes what the configuration names, for `check`")
    void made() throws IOException {
        drop("pager.jar");
        Path configuration =
                Files.writeString(directory.resolve("failover.yaml"), """
                state-directory: %s
                notifiers: {phone: {type: pager}, other: {type: none}}
                """.formatted(directory.resolve("state")));
        assertThat(Verbs.run(Map.of(), "check", "-c", configuration.toString(), "--plugins", plugins.toString())
                        .err())
                .contains("No notifier named \"none\"; found [command, ifttt, mail, pager, webhook]")
                .doesNotContain("\"pager\"");
        assertThat(Verbs.run(Map.of(), "check", "-c", configuration.toString()).err())
                .contains("No notifier named \"pager\"");
    }

    @Test
    @DisplayName("is told by name when it is no jar, with every other that is none")
    void noJar() throws IOException {
        drop("pager.jar");
        Files.writeString(plugins.resolve("broken.jar"), "half a download");
        Files.createFile(plugins.resolve("empty.jar"));
        Files.createDirectory(plugins.resolve("nested.jar"));
        Files.writeString(plugins.resolve("README"), "not a jar, and not meant as one");
        Result result = components();
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).contains("broken.jar can't be read as a jar"),
                        line -> assertThat(line).contains("empty.jar can't be read as a jar"),
                        line -> assertThat(line).contains("nested.jar can't be read as a jar"));
    }

    @Test
    @DisplayName("is told when what it offers can't be loaded")
    void notLoaded() throws IOException {
        jar("pager.jar", "com.example.Missing");
        Result missing = components();
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("A notifier on the class path can't be loaded", "com.example.Missing");
    }

    @Test
    @DisplayName("needs a directory that is there")
    void noDirectory() {
        Result result = Verbs.run(
                Map.of(),
                "components",
                "--plugins",
                directory.resolve("nowhere").toString());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--plugins: ", "nowhere can't be read as a directory");
    }
}
