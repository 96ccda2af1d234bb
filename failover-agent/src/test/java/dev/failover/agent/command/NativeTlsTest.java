package dev.failover.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("Conscrypt among the jars of third parties")
class NativeTlsTest {
    @TempDir
    Path directory;

    private Plugins dropped(String constructor) throws IOException {
        Path source = Files.writeString(directory.resolve("OpenSSLProvider.java"), """
                package org.conscrypt;
                public final class OpenSSLProvider extends java.security.Provider {
                    public OpenSSLProvider() {
                        super("Conscrypt", "1", "an imitation");
                        %s
                    }
                }
                """.formatted(constructor));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", directory.toString(), "-proc:none", source.toString()))
                .isZero();
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        try (OutputStream out = Files.newOutputStream(plugins.resolve("conscrypt.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("org/conscrypt/OpenSSLProvider.class"));
            jar.write(Files.readAllBytes(directory.resolve("org/conscrypt/OpenSSLProvider.class")));
        }
        return CommandLine.populateCommand(new Plugins(), "--plugins", plugins.toString());
    }

    @Test
    @DisplayName("is registered for as long as they are open, behind the JDK's own")
    void registered() throws Exception {
        try (Plugins.Open open = dropped("").open()) {
            assertThat(open).isNotNull();
            assertThat(Security.getProviders()[Security.getProviders().length - 1].getName())
                    .isEqualTo("Conscrypt");
        }
        assertThat(Security.getProvider("Conscrypt")).isNull();
    }

    @Test
    @DisplayName("is not looked for again where it was not found")
    void absent() {
        assertThat(NativeTls.registerFrom(ClassLoader.getSystemClassLoader())).isFalse();
    }

    @Test
    @DisplayName("ends the verb if it can't be used on this machine, rather than to be left out without a word")
    void unusable() throws Exception {
        Plugins plugins = dropped("if (true) throw new UnsatisfiedLinkError(\"no code for this machine\");");
        assertThatThrownBy(plugins::open)
                .isInstanceOf(EndException.class)
                .hasMessageContaining("Conscrypt can't be used here (no code for this machine)");
        assertThat(Security.getProvider("Conscrypt")).isNull();
    }
}
