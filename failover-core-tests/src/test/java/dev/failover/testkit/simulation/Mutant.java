package dev.failover.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The library with a bug built in: some of its sources changed, compiled in memory, in a class loader of their own. */
final class Mutant {
    private static final Path SOURCES = Path.of("..", "failover-core", "src", "main", "java", "dev", "failover");

    /**
     * @param file below the root package: {@code decision/Gates.java}
     * @param text what stands there, once
     */
    record Edit(String file, String text, String replacement) {}

    private final String invariant;
    private final String bug;
    private final int seed;
    private int watchers;
    private int faults = 1;
    private Optional<String> scenario = Optional.empty();
    private final List<Edit> edits = new ArrayList<>();

    private Mutant(String invariant, String bug, int seed) {
        this.invariant = invariant;
        this.bug = bug;
        this.seed = seed;
    }

    /**
     * A mutant without edits yet.
     *
     * @param invariant what must be found to be violated
     * @param bug what the library does
     * @param seed the first that found it last: it is tried before all others
     */
    static Mutant of(String invariant, String bug, int seed) {
        return new Mutant(invariant, bug, seed);
    }

    /** The same, of one that needs no seed: it is found in a world made by hand. */
    static Mutant of(String invariant, String bug) {
        return new Mutant(invariant, bug, 0);
    }

    /** It takes harder worlds: so many watchers, whatever the seed says, and so many times the faults. */
    Mutant in(int manyWatchers, int manyTimes) {
        watchers = manyWatchers;
        faults = manyTimes;
        return this;
    }

    /** It is found in a world made by hand, of {@link Scenarios}. */
    Mutant in(String named) {
        scenario = Optional.of(named);
        return this;
    }

    Optional<String> scenario() {
        return scenario;
    }

    int watchers() {
        return watchers;
    }

    int faults() {
        return faults;
    }

    Mutant edit(String file, String text, String replacement) {
        edits.add(new Edit(file, text, replacement));
        return this;
    }

    String invariant() {
        return invariant;
    }

    int seed() {
        return seed;
    }

    @Override
    public String toString() {
        return invariant + ": " + bug;
    }

    ClassLoader load() {
        return new Loader(compile(changedSources()));
    }

    private Map<String, String> changedSources() {
        Map<String, String> changed = new LinkedHashMap<>();
        for (Edit edit : edits) {
            String source = changed.computeIfAbsent(edit.file(), Mutant::read);
            assertThat(source.split(java.util.regex.Pattern.quote(edit.text()), -1))
                    .as(
                            "%s must hold this text once, or the mutant of %s is out of date: %s",
                            edit.file(), invariant, edit.text())
                    .hasSize(2);
            changed.put(edit.file(), source.replace(edit.text(), edit.replacement()));
        }
        return changed;
    }

    private static String read(String file) {
        try {
            return Files.readString(SOURCES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> compile(Map<String, String> sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, text) -> units.add(new Source(file, text)));
        StringBuilder complaints = new StringBuilder();
        try (JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                        return new Output(
                                className, classes.computeIfAbsent(className, name -> new ByteArrayOutputStream()));
                    }
                }) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "--release", "17", "-cp", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(
                            null, files, problem -> complaints.append(problem).append('\n'), options, null, units)
                    .call();
            assertThat(compiled).as("the mutant compiles: %s", complaints).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, content) -> bytes.put(name, content.toByteArray()));
        return bytes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///dev/failover/" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Output extends SimpleJavaFileObject {
        private final OutputStream content;

        Output(String className, OutputStream content) {
            super(URI.create("bytes:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
            this.content = content;
        }

        @Override
        public OutputStream openOutputStream() {
            return content;
        }
    }

    /** Loads the library and the simulation anew, with the changed classes in their places. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> changed;

        Loader(Map<String, byte[]> changed) {
            super(Mutant.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.failover.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = changed.get(name);
            if (bytes == null) {
                try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (stream == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = stream.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
