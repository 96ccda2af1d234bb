package dev.failover.agent.command;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where third parties' jars are. */
final class Plugins {
    /** Set by the launcher; what the installation has is not required to be there. */
    private static final String INSTALLED = "failover.plugins";

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "The jars of third parties; by default those in lib/ext of the installation.")
    private @Nullable Path directory;

    /**
     * Puts the jars on the class path of this thread and of those that it starts, behind the agent's own, until it is closed.
     *
     * @throws EndException if the directory or a jar in it can't be read: a class loader would leave it out without a word
     */
    Open open() {
        Thread thread = Thread.currentThread();
        @Nullable ClassLoader before = thread.getContextClassLoader();
        URLClassLoader loader = new URLClassLoader(urls(), before);
        boolean nativeTls = NativeTls.registerFrom(loader);
        thread.setContextClassLoader(loader);
        return () -> {
            thread.setContextClassLoader(before);
            if (nativeTls) {
                NativeTls.remove();
            }
            try {
                loader.close();
            } catch (IOException e) {
                throw new IllegalStateException("A jar can't be closed", e);
            }
        };
    }

    private URL[] urls() {
        List<URL> urls = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path jar : jars()) {
            try (JarFile read = new JarFile(jar.toFile())) {
                read.getManifest();
                urls.add(url(jar));
            } catch (IOException | SecurityException e) {
                faults.add("%s can't be read as a jar (%s): replace it or remove it".formatted(jar, e.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new EndException(ExitCode.BAD_USAGE, faults);
        }
        return urls.toArray(URL[]::new);
    }

    private List<Path> jars() {
        Optional<Path> place = Optional.ofNullable(directory)
                .or(() -> Optional.ofNullable(System.getProperty(INSTALLED))
                        .map(Path::of)
                        .filter(Files::exists));
        if (place.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place.get())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EndException(
                    ExitCode.BAD_USAGE,
                    "--plugins: %s can't be read as a directory (%s)"
                            .formatted(place.get(), e.getClass().getSimpleName()));
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toAbsolutePath().toUri().toURL();
    }

    /** Until it is closed, the jars are on the class path. */
    interface Open extends AutoCloseable {
        @Override
        void close();
    }
}
