package dev.failover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.failover.component.ComponentFactory;
import dev.failover.component.Components;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ComponentFactory} must keep. Extend it and say which settings there are; the factory itself is found as
 * users find it, by {@link Components}.
 *
 * @param <T> the component made
 */
public abstract class FactoryContract<T> {
    private static final String PATH = "somewhere.mine";
    private static final String UNKNOWN = "no-such-setting";

    /** The factory's interface: {@code DnsProviderFactory.class}. */
    protected abstract Class<? extends ComponentFactory<T>> spi();

    /** The name that users write. */
    protected abstract String name();

    /** Settings by which a component can be made: all that are required, and as many others as possible. */
    protected abstract Map<String, String> validSettings();

    /** The settings that must be there. */
    protected abstract Set<String> required();

    /** For settings that can be malformed, values which are. Empty skips the test of them. */
    protected Map<String, List<String>> malformed() {
        return Map.of();
    }

    /** The settings whose values are secret. Empty skips the test of their secrecy. */
    protected Set<String> secret() {
        return Set.of();
    }

    private T create(Map<String, String> values) {
        return load(spi()).create(name(), Settings.of(PATH, values));
    }

    /** Gives the wildcard a name. */
    private <F extends ComponentFactory<T>> Components<T> load(Class<F> spi) {
        return Components.load(spi);
    }

    private List<Problem> problems(Map<String, String> values) throws Exception {
        Throwable thrown = catchThrowable(() -> close(create(values)));
        assertThat(thrown)
                .as("what came of the settings %s", values.keySet())
                .isInstanceOf(InvalidSettingsException.class);
        return ((InvalidSettingsException) thrown).problems();
    }

    private static Set<String> keys(List<Problem> problems) {
        return problems.stream().map(Problem::key).collect(Collectors.toSet());
    }

    private static String path(String key) {
        return PATH + "." + key;
    }

    private static void close(Object component) throws Exception {
        if (component instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Test
    @DisplayName("A factory's name is lower case, and the same whenever it is asked")
    void constantName() {
        List<String> names = new ArrayList<>();
        for (ComponentFactory<T> factory : ServiceLoader.load(spi())) {
            if (factory.name().equalsIgnoreCase(name())) {
                names.add(factory.name());
                names.add(factory.name());
            }
        }
        assertThat(names)
                .containsExactly(name(), name())
                .allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"), "is lower-case words joined by hyphens");
    }

    @Test
    @DisplayName("A factory is found under its name")
    void found() {
        assertThat(load(spi()).names()).contains(name());
    }

    @Test
    @DisplayName("Valid settings make a component, a new one each time")
    void creates() throws Exception {
        T one = create(validSettings());
        T other = create(validSettings());
        assertThat(one).isNotNull().isNotSameAs(other);
        close(one);
        close(other);
    }

    @Test
    @DisplayName("The required settings alone make a component")
    void requiredAlone() throws Exception {
        Map<String, String> values = new HashMap<>(validSettings());
        values.keySet().removeIf(key -> required().stream().noneMatch(wanted -> isOf(wanted, key)));
        close(create(values));
    }

    @Test
    @DisplayName("Missing settings are reported, all at once, each with its path")
    void missing() throws Exception {
        Set<String> paths = required().stream().map(FactoryContract::path).collect(Collectors.toSet());
        NotTested.unless(!paths.isEmpty(), "no setting is required");
        assertThat(keys(problems(Map.of()))).isEqualTo(paths);
        for (String key : required()) {
            Map<String, String> values = new HashMap<>(validSettings());
            values.keySet().removeIf(given -> isOf(key, given));
            assertThat(keys(problems(values))).containsExactly(path(key));
        }
    }

    /** Of a block that is required, one setting of it or more. */
    private static boolean isOf(String required, String key) {
        return key.equals(required) || key.startsWith(required + ".");
    }

    @Test
    @DisplayName("An unknown setting is reported with its path")
    void unknown() throws Exception {
        assertThat(keys(problems(with(validSettings(), UNKNOWN, "value")))).containsExactly(path(UNKNOWN));
    }

    @Test
    @DisplayName("A malformed value is reported with its path, and nothing else is")
    void malformedValues() throws Exception {
        NotTested.unless(!malformed().isEmpty(), "malformed() names no malformed value");
        for (Map.Entry<String, List<String>> entry : malformed().entrySet()) {
            for (String value : entry.getValue()) {
                assertThat(keys(problems(with(validSettings(), entry.getKey(), value))))
                        .as("%s: %s", entry.getKey(), value)
                        .allMatch(
                                key -> key.equals(path(entry.getKey())) || key.startsWith(path(entry.getKey()) + "."));
            }
        }
    }

    @Test
    @DisplayName("Missing, malformed and unknown settings are reported together, each once")
    void together() throws Exception {
        Map<String, String> values = new LinkedHashMap<>(Map.of(UNKNOWN, "value"));
        malformed().forEach((key, wrong) -> values.put(key, wrong.get(0)));
        List<Problem> problems = problems(values);
        Set<String> expected = required().stream().map(FactoryContract::path).collect(Collectors.toSet());
        values.keySet().forEach(key -> expected.add(path(key)));
        assertThat(problems).extracting(Problem::key).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(problems).extracting(Problem::message).noneMatch(String::isBlank);
    }

    @Test
    @DisplayName("No secret shows in a message, nor in toString() of what is made")
    void secrecy() throws Exception {
        NotTested.unless(!secret().isEmpty(), "secret() names no secret setting");
        List<String> secrets = secret().stream()
                .map(key -> validSettings().getOrDefault(key, ""))
                .filter(value -> !value.isEmpty())
                .toList();
        T component = create(validSettings());
        assertThat(component.toString()).doesNotContain(secrets);
        close(component);
        Map<String, String> faulty = with(validSettings(), UNKNOWN, "value");
        malformed().forEach((key, wrong) -> {
            if (!secret().contains(key)) {
                faulty.put(key, wrong.get(0));
            }
        });
        assertThat(trace(faulty)).doesNotContain(secrets);
        for (String key : secret()) {
            for (String wrong : malformed().getOrDefault(key, List.of())) {
                if (!wrong.isBlank()) {
                    assertThat(trace(with(validSettings(), key, wrong))).doesNotContain(wrong);
                }
            }
        }
    }

    private String trace(Map<String, String> values) {
        StringWriter text = new StringWriter();
        Throwable thrown = catchThrowable(() -> close(create(values)));
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    private static Map<String, String> with(Map<String, String> values, String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return more;
    }
}
