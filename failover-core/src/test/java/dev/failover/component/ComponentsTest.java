package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentFactory.Kind;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsTest {
    /** Something to make. */
    @Kind(value = "kettle", modulePrefix = "kitchen")
    public interface KettleFactory extends ComponentFactory<String> {}

    /** Without its annotation. */
    public interface Unannotated extends ComponentFactory<String> {}

    public static final class Steel implements KettleFactory {
        @Override
        public String name() {
            return "steel";
        }

        @Override
        public String create(Settings settings) {
            return "steel " + settings;
        }
    }

    public static final class Copper implements KettleFactory {
        @Override
        public String name() {
            return "copper";
        }

        @Override
        public String create(Settings settings) {
            return "copper";
        }
    }

    public static final class OtherSteel implements KettleFactory {
        @Override
        public String name() {
            return "steel";
        }

        @Override
        public String create(Settings settings) {
            return "other steel";
        }
    }

    public static final class Exploding implements KettleFactory {
        public Exploding() {
            throw new IllegalStateException("no water");
        }

        @Override
        public String name() {
            return "exploding";
        }

        @Override
        public String create(Settings settings) {
            return "";
        }
    }

    public static final class Hidden implements KettleFactory {
        private Hidden() {}

        @Override
        public String name() {
            return "hidden";
        }

        @Override
        public String create(Settings settings) {
            return "";
        }
    }

    public static final class NamelessByFault implements KettleFactory {
        @Override
        public String name() {
            throw new IllegalStateException("forgot");
        }

        @Override
        public String create(Settings settings) {
            return "";
        }
    }

    public static final class Nameless implements KettleFactory {
        @Override
        public String name() {
            return "";
        }

        @Override
        public String create(Settings settings) {
            return "";
        }
    }

    @TempDir
    private Path directory;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    private ClassLoader providing(String... classes) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(KettleFactory.class.getName()), List.of(classes));
        URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
        loaders.add(loader);
        return loader;
    }

    private Components<String> load(Class<?>... factories) throws IOException {
        String[] names = new String[factories.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = factories[i].getName();
        }
        return Components.load(KettleFactory.class, providing(names));
    }

    @Test
    void makesTheComponentOfThatNameAndSortsTheNames() throws Exception {
        Components<String> kettles = load(Steel.class, Copper.class);

        assertThat(kettles.names()).containsExactly("copper", "steel");
        assertThat(kettles.create("steel", Settings.of("kettles.one", Map.of("size", "1"))))
                .isEqualTo("steel Settings kettles.one[size]");
    }

    @Test
    void anUnknownNameIsToldWhatThereIsAndWhatMayBeMissing() throws Exception {
        Components<String> kettles = load(Copper.class, Steel.class);

        assertThatThrownBy(() -> kettles.create("glass", Settings.of("kettles.one", Map.of())))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("kettles.one.type: No kettle named \"glass\"; found [copper, steel]."
                        + " Is kitchen-glass on the class path?");
    }

    @Test
    void withoutAnyFactoryThereAreNoNames() {
        Components<String> kettles =
                Components.load(KettleFactory.class, getClass().getClassLoader());

        assertThat(kettles.names()).isEmpty();
        assertThatThrownBy(() -> kettles.create("glass", Settings.of(Map.of()))).hasMessageContaining("found []");
    }

    @Test
    void twoFactoriesOfOneNameFailNamingBoth() {
        assertThatThrownBy(() -> load(Steel.class, OtherSteel.class))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("Two kettles are named \"steel\"")
                .hasMessageContaining(Steel.class.getName())
                .hasMessageContaining(OtherSteel.class.getName());
    }

    @Test
    void oneFactoryListedTwiceIsOne() throws Exception {
        assertThat(load(Steel.class, Steel.class).names()).containsExactly("steel");
    }

    @Test
    void aBrokenPlugInIsLoud() {
        assertThatThrownBy(() -> load(Steel.class, Exploding.class))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("A kettle on the class path can't be loaded")
                .hasMessageContaining(Exploding.class.getName())
                .hasMessageContaining("no water");
        assertThatThrownBy(() -> load(Hidden.class))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(Hidden.class.getName());
        assertThatThrownBy(() -> load(ComponentsTest.class))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("not a subtype");
        assertThatThrownBy(() -> Components.load(KettleFactory.class, providing("no.such.Kettle")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("no.such.Kettle");
        for (Class<?> nameless : List.of(Nameless.class, NamelessByFault.class)) {
            assertThatThrownBy(() -> load(nameless))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("does not say its name: " + nameless.getName());
        }
    }

    @Test
    void aPlugInWhoseOwnLibraryIsMissingIsLoud() throws Exception {
        // As the JVM does when a class that the factory extends or mentions is not there.
        ClassLoader loader = new ClassLoader(providing("kitchen.Broken")) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.equals("kitchen.Broken")) {
                    throw new NoClassDefFoundError("kitchen/Library");
                }
                return super.findClass(name);
            }
        };

        assertThatThrownBy(() -> Components.load(KettleFactory.class, loader))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("kitchen/Library");
    }

    @Test
    void anInterfaceThatDoesNotSayItsKindIsABug() {
        assertThatThrownBy(() -> Components.load(Unannotated.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void looksWhereTheThreadsClassLoaderLooks() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(providing(Steel.class.getName()));
            assertThat(Components.load(KettleFactory.class).names()).containsExactly("steel");
            thread.setContextClassLoader(null);
            assertThat(Components.load(KettleFactory.class).names()).isEmpty();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
