package dev.failover.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.failover.component.InvalidSettingsException.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    /** A component as every module writes them: a builder that a factory feeds. */
    private static final class Lamp {
        private String colour = "";
        private int watts;
        private List<String> rooms = List.of();
        private boolean hasShade;

        void colour(String colour) {
            if (!colour.matches("[a-z]+")) {
                throw new IllegalArgumentException("must be a colour in lower case");
            }
            this.colour = colour;
        }

        void watts(int watts) {
            if (watts < 1 || watts > 100) {
                throw new IllegalArgumentException("must be from 1 to 100, not " + watts);
            }
            this.watts = watts;
        }

        Lamp build() {
            List<Problem> missing = new ArrayList<>();
            if (colour.isEmpty()) {
                missing.add(new Problem("colour", "is missing"));
            }
            if (watts == 0) {
                missing.add(new Problem("watts", "is missing"));
            }
            if (!missing.isEmpty()) {
                throw new InvalidSettingsException(missing);
            }
            return this;
        }

        static Lamp read(Settings settings) {
            Lamp lamp = new Lamp();
            return settings.reader()
                    .text("colour", lamp::colour)
                    .integer("watts", lamp::watts)
                    .texts("rooms", rooms -> lamp.rooms = rooms)
                    .nested("shade", shade -> {
                        lamp.hasShade = true;
                        shade.reader().duration("fades-in", fadesIn -> {}).build(() -> "shade");
                    })
                    .build(lamp::build);
        }
    }

    private static List<Problem> problems(Map<String, String> values) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> Lamp.read(Settings.of("lamps.hall", values)))
                .problems();
    }

    private static <V> V read(String text, Read<V> read) {
        AtomicReference<V> got = new AtomicReference<>();
        read.read(Settings.of(Map.of("key", text)).reader(), got::set).build(() -> "done");
        return Objects.requireNonNull(got.get());
    }

    private interface Read<V> {
        SettingsReader read(SettingsReader reader, Consumer<V> setter);
    }

    private static <V> void refuses(String text, Read<V> read, String says) {
        assertThatThrownBy(() -> read(text, read))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("key: ")
                .hasMessageContaining(says);
    }

    @Test
    void feedsTheBuilder() {
        Lamp lamp = Lamp.read(Settings.of(
                Map.of("colour", "red", "watts", "60", "rooms.0", "hall", "rooms.1", "attic", "shade.fades-in", "2s")));

        assertThat(lamp.colour).isEqualTo("red");
        assertThat(lamp.watts).isEqualTo(60);
        assertThat(lamp.rooms).containsExactly("hall", "attic");
        assertThat(lamp.hasShade).isTrue();
    }

    @Test
    void aBlockThatIsAbsentIsNotRead() {
        assertThat(Lamp.read(Settings.of(Map.of("colour", "red", "watts", "60"))).hasShade)
                .isFalse();
    }

    @Test
    void reportsEveryFaultAtOnceEachWithItsPath() {
        assertThat(problems(Map.of("colour", "RED", "wats", "60", "shade.fades-in", "2 s", "shade.size", "big")))
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "lamps.hall.colour",
                        "lamps.hall.wats",
                        "lamps.hall.watts",
                        "lamps.hall.shade.fades-in",
                        "lamps.hall.shade.size");
    }

    @Test
    void whatIsMalformedIsNotCalledMissingToo() {
        assertThat(problems(Map.of("colour", "RED", "watts", "none")))
                .containsExactlyInAnyOrder(
                        new Problem("lamps.hall.colour", "must be a colour in lower case"),
                        new Problem("lamps.hall.watts", "must be a whole number, not \"none\""));
    }

    @Test
    void anUnknownKeyIsToldWhatIsKnownWhetherGivenOrNot() {
        assertThat(problems(Map.of("colour", "red", "watts", "60", "color", "red")))
                .containsExactly(new Problem(
                        "lamps.hall.color",
                        "unknown setting; known are [colour, rooms, shade, watts]; did you mean \"colour\"?"));
    }

    @Test
    void aValueWhereABlockBelongsAndTheReverseAreSaidSo() {
        assertThat(problems(Map.of("colour", "red", "watts", "60", "shade", "big")))
                .containsExactly(new Problem("lamps.hall.shade", "must be a block of settings, not one value"));
        assertThat(problems(Map.of("colour.name", "red", "watts", "60")))
                .containsExactly(new Problem(
                        "lamps.hall.colour.name", "unknown setting; colour is one value, not a block or a list"));
    }

    @Test
    void aListMayBeWrittenAsOneValueAndItsGapsAreUnknown() {
        assertThat(Lamp.read(Settings.of(Map.of("colour", "red", "watts", "60", "rooms", "hall"))).rooms)
                .containsExactly("hall");
        assertThat(problems(Map.of("colour", "red", "watts", "60", "rooms.0", "hall", "rooms.2", "attic")))
                .extracting(Problem::key)
                .containsExactly("lamps.hall.rooms.2");
    }

    @Test
    void aFaultThrownWhileABlockIsReadIsGathered() {
        assertThatThrownBy(() -> Settings.of(Map.of("block.a", "1", "other", "x"))
                        .reader()
                        .nested("block", block -> {
                            throw new IllegalArgumentException("has no b");
                        })
                        .build(() -> {
                            throw new InvalidSettingsException("block", "is missing");
                        }))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("block: has no b; other: unknown setting; known are [block]");
    }

    @Test
    void whatTheBuilderSaysOfThemTogetherIsReportedToo() {
        assertThatThrownBy(() -> Settings.of("a.b", Map.of("key", "1")).reader().build(() -> {
                    throw new IllegalArgumentException("min is above max");
                }))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("a.b.key: unknown setting; known are []; a.b: min is above max");
    }

    @Test
    void anInvalidSettingOfASetterStandsBelowItsKey() {
        assertThatThrownBy(() -> Settings.of("a", Map.of("key", "x"))
                        .reader()
                        .text("key", text -> {
                            throw new InvalidSettingsException("part", "is wrong");
                        })
                        .build(() -> "done"))
                .hasMessage("a.key.part: is wrong");
    }

    @Test
    void aComponentBuiltInVainIsClosed() {
        List<String> closed = new ArrayList<>();

        assertThatThrownBy(() -> Settings.of(Map.of("unknown", "x")).reader().build(() ->
                        (AutoCloseable) () -> closed.add("closed")))
                .isInstanceOf(InvalidSettingsException.class);

        assertThat(closed).containsExactly("closed");
    }

    @Test
    void aBugOfABuilderIsNotASettingsFault() {
        assertThatThrownBy(() -> Settings.of(Map.of()).reader().build(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "0s, PT0S",
        "5s, PT5S",
        "10m, PT10M",
        "1h, PT1H",
        "14d, PT336H",
        "007s, PT7S",
        "999999999ms, PT277H46M39.999S"
    })
    void readsDurations(String text, Duration expected) {
        assertThat(SettingsReaderTest.<Duration>read(text, (reader, setter) -> reader.duration("key", setter)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 s",
                " 5s",
                "5s ",
                "-5s",
                "+5s",
                "1.5s",
                "5S",
                "5sec",
                "1h30m",
                "PT5S",
                "5us",
                "9999999999s",
                "٥s",
                "1e3ms",
                "5s\n"
            })
    void refusesOtherDurations(String text) {
        SettingsReaderTest.<Duration>refuses(
                text, (reader, setter) -> reader.duration("key", setter), "must be a duration like 500ms, 5s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "1.0", "2147483648", "0x10", "1 "})
    void refusesWhatIsNoWholeNumber(String text) {
        SettingsReaderTest.<Integer>refuses(
                text, (reader, setter) -> reader.integer("key", setter::accept), "whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "True", "yes", "1", "on"})
    void refusesWhatIsNoFlag(String text) {
        SettingsReaderTest.<Boolean>refuses(text, (reader, setter) -> reader.flag("key", setter), "true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "example.org", "/path", "https:", "https://", "mailto:a@example.org", "http://a b", "%"})
    void refusesWhatIsNoUrl(String text) {
        SettingsReaderTest.<URI>refuses(text, (reader, setter) -> reader.uri("key", setter), "must be a URL");
    }

    @Test
    void readsTheOtherTypes() {
        assertThat(SettingsReaderTest.<Integer>read("-5", (reader, setter) -> reader.integer("key", setter::accept)))
                .isEqualTo(-5);
        assertThat(SettingsReaderTest.<Boolean>read("false", (reader, setter) -> reader.flag("key", setter)))
                .isFalse();
        assertThat(SettingsReaderTest.<URI>read(
                        "https://example.org:8443/a?b", (reader, setter) -> reader.uri("key", setter)))
                .isEqualTo(URI.create("https://example.org:8443/a?b"));
        assertThat(SettingsReaderTest.<Path>read("/etc/x", (reader, setter) -> reader.path("key", setter)))
                .isEqualTo(Path.of("/etc/x"));
        assertThat(SettingsReaderTest.<TimeUnit>read(
                        "seconds", (reader, setter) -> reader.constant("key", TimeUnit.class, setter)))
                .isEqualTo(TimeUnit.SECONDS);
        assertThat(SettingsReaderTest.<Secret>read("s3cret", (reader, setter) -> reader.secret("key", setter))
                        .reveal())
                .isEqualTo("s3cret");
        assertThat(SettingsReaderTest.<String>read(
                        "a", (reader, setter) -> reader.value("key", UnaryOperator.identity(), setter)))
                .isEqualTo("a");
    }

    @Test
    void refusesAConstantThatIsNotOneAndNamesThem() {
        SettingsReaderTest.<Thread.State>refuses(
                "TIMED_WAITING",
                (reader, setter) -> reader.constant("key", Thread.State.class, setter),
                "must be one of [new, runnable, blocked, waiting, timed-waiting, terminated], not \"TIMED_WAITING\"");
    }

    @Test
    void noSecretIsRepeated() {
        for (String bad : List.of(" ", "hush\nhush")) {
            assertThatThrownBy(() ->
                            SettingsReaderTest.<Secret>read(bad, (reader, setter) -> reader.secret("key", setter)))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageStartingWith("key: must not")
                    .hasMessageNotContaining("hush");
        }
        assertThat(Settings.of("providers.ovh", Map.of("key", "hush"))).hasToString("Settings providers.ovh[key]");
    }

    @Test
    void aTrustStorePasswordWithoutTrustStoreIsAFault() {
        assertThatThrownBy(() -> Settings.of(Map.of("trust-store-password", "hush"))
                        .reader()
                        .trustStore(store -> {})
                        .build(() -> "done"))
                .hasMessage("trust-store-password: is given without trust-store");
    }

    @Test
    void aTrustStoreThatIsNotThereIsAFault() {
        assertThatThrownBy(() -> Settings.of(Map.of("trust-store", "/nowhere/at/all.p12"))
                        .reader()
                        .trustStore(store -> {})
                        .build(() -> "done"))
                .hasMessage("trust-store: no such file: /nowhere/at/all.p12");
    }
}
