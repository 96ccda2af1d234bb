package dev.failover.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every property of the starter")
class PropertiesPageTest {
    private static final Path PAGE = Path.of("../docs/spring-boot.md");

    @Test
    @DisplayName("is described in the metadata that editors read")
    void metadata() throws IOException {
        List<JsonObject> properties = ours();
        assertThat(properties)
                .hasSizeGreaterThan(8)
                .allSatisfy(property -> assertThat(
                                property.has("description")
                                        ? property.get("description").getAsString()
                                        : "")
                        .as(property.get("name").getAsString())
                        .isNotBlank());
        assertThat(properties.stream().map(property -> property.get("name").getAsString()))
                .contains(
                        "failover.state-directory",
                        "failover.services",
                        "failover.health.out-of-service-on",
                        "management.endpoint.failover.access",
                        "management.health.failover.enabled");
    }

    private static List<JsonObject> ours() throws IOException {
        List<JsonObject> properties = new ArrayList<>();
        Enumeration<URL> files =
                FailoverProperties.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        while (files.hasMoreElements()) {
            try (Reader reader = new InputStreamReader(files.nextElement().openStream(), StandardCharsets.UTF_8)) {
                for (JsonElement each :
                        JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("properties")) {
                    JsonObject property = each.getAsJsonObject();
                    if (property.get("name").getAsString().matches("failover\\..*|management\\..*\\.failover\\..*")) {
                        properties.add(property);
                    }
                }
            }
        }
        return properties;
    }

    @Test
    @DisplayName("is on the page, those of services too")
    void page() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(keys(FailoverProperties.class).distinct().toList())
                .hasSizeGreaterThan(40)
                .contains("max-switches", "public-ip", "out-of-service-on")
                .allSatisfy(key -> assertThat(page).containsPattern("[`.]" + key + "[`.\\[=:]|[{ ]" + key + ": "));
    }

    /** The names of a record's components, as Boot spells them, and of those below. */
    static Stream<String> keys(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .flatMap(component -> Stream.concat(
                        Stream.of(spelled(component)),
                        inner(component.getGenericType())
                                .filter(Class::isRecord)
                                .flatMap(PropertiesPageTest::keys)));
    }

    private static String spelled(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Stream<Class<?>> inner(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Stream.of(generic.getActualTypeArguments()).flatMap(PropertiesPageTest::inner);
        }
        return Stream.of((Class<?>) type);
    }
}
