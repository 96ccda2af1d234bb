package dev.failover.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The reachability metadata of the starter")
class ReachabilityMetadataTest {
    private static final String FILE =
            "/META-INF/native-image/dev.failover/failover-spring-boot-starter/reachability-metadata.json";

    @Test
    @DisplayName("names what Spring calls by reflection and finds no hint for: what makes a property out of one text")
    void factories() throws IOException {
        Set<String> named = new TreeSet<>();
        try (InputStreamReader file =
                new InputStreamReader(getClass().getResourceAsStream(FILE), StandardCharsets.UTF_8)) {
            for (JsonElement each :
                    JsonParser.parseReader(file).getAsJsonObject().getAsJsonArray("reflection")) {
                JsonObject type = each.getAsJsonObject();
                type.getAsJsonArray("methods")
                        .forEach(method -> named.add(type.get("type").getAsString() + "."
                                + method.getAsJsonObject().get("name").getAsString()
                                + method.getAsJsonObject().get("parameterTypes")));
            }
        }
        Set<String> called = Stream.of(ServiceProperties.class, FailoverProperties.class)
                .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
                .filter(Class::isRecord)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .map(method -> method.getDeclaringClass().getName() + "." + method.getName() + "[\"java.lang.String\"]")
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isNotEmpty().isEqualTo(called);
    }
}
