package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A native image has only those members of a class for reflection that were named when it was built. No such image is built here: what is
 * named is held against the code.
 */
@DisplayName("The reachability metadata for native images")
class ReachabilityMetadataTest {
    private static final Path FILE =
            Pages.ROOT.resolve("failover-core/src/main/resources/META-INF/native-image/dev.failover/failover-core/"
                    + "reachability-metadata.json");

    /** To be copied. */
    private static final Path PROPOSAL = Path.of("target", "reachability-metadata.json");

    @Test
    @DisplayName(
            "names all that the library binds to JSON by reflection, and nothing that is not there: the journal, the outbox, ballots")
    void namesWhatIsBound() throws IOException {
        Set<String> bound = PublishedModulesTest.ALL.stream()
                .filter(type -> !type.getPackageName().matches("dev\\.failover\\.(agent|examples|testkit).*"))
                .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(ReachabilityMetadataTest::bindsJson))
                .flatMap(ReachabilityMetadataTest::mentioned)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(bound)
                .contains(
                        "dev.failover.journal.JournalEntry",
                        "dev.failover.internal.notify.OutboxEntry$Posted",
                        "dev.failover.internal.coordination.Bulletin$Stored");

        Set<String> types = closure(bound);
        Files.writeString(PROPOSAL, json(types));
        assertThat(named())
                .as("%s; as it should be: %s", FILE, PROPOSAL.toAbsolutePath())
                .isEqualTo(types);
    }

    private static boolean bindsJson(JavaMethodCall call) {
        return call.getTargetOwner().getName().equals("com.google.gson.Gson")
                && call.getName().matches("fromJson|toJson|toJsonTree");
    }

    /** What a class hands to Gson is a type that it names: as a literal, a parameter, by making or asking for one. */
    private static Stream<String> mentioned(JavaClass type) {
        return Stream.of(
                        type.getReferencedClassObjects().stream().map(literal -> literal.getRawType()),
                        type.getCodeUnits().stream().flatMap(unit -> unit.getRawParameterTypes().stream()),
                        type.getConstructorCallsFromSelf().stream().map(call -> call.getTargetOwner()),
                        type.getMethodCallsFromSelf().stream()
                                .map(call -> call.getTarget().getRawReturnType()))
                .flatMap(types -> types)
                .filter(ReachabilityMetadataTest::isBindable)
                .map(JavaClass::getName);
    }

    private static boolean isBindable(JavaClass type) {
        return type.getName().startsWith("dev.failover.") && (type.isRecord() || type.isEnum());
    }

    /** With everything that components of records hold. */
    private static Set<String> closure(Set<String> roots) {
        Set<String> closed = new TreeSet<>();
        Deque<Class<?>> left = new ArrayDeque<>();
        roots.forEach(root -> left.add(load(root)));
        while (!left.isEmpty()) {
            Class<?> type = left.remove();
            if (type.getName().startsWith("dev.failover.") && closed.add(type.getName())) {
                if (type.isRecord()) {
                    for (RecordComponent component : type.getRecordComponents()) {
                        addTypes(component.getGenericType(), left);
                    }
                }
                if (type.isSealed()) {
                    left.addAll(List.of(type.getPermittedSubclasses()));
                }
            }
        }
        closed.removeIf(name -> load(name).isInterface());
        return closed;
    }

    private static void addTypes(Type type, Deque<Class<?>> left) {
        if (type instanceof Class<?> plain) {
            left.add(plain.isArray() ? plain.getComponentType() : plain);
        } else if (type instanceof ParameterizedType generic) {
            left.add((Class<?>) generic.getRawType());
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> addTypes(argument, left));
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(bound -> addTypes(bound, left));
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ReachabilityMetadataTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " is named, but there is no such class", e);
        }
    }

    private static String json(Set<String> types) {
        String all = "\"allDeclaredConstructors\": true, \"allDeclaredMethods\": true, \"allDeclaredFields\": true";
        return types.stream()
                .map(type -> "    {\"type\": \"" + type + "\", " + all + "}")
                .collect(Collectors.joining(",\n", "{\n  \"reflection\": [\n", "\n  ]\n}\n"));
    }

    /** The types of ours that the file names, each with all that Gson asks for. */
    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        for (JsonElement each :
                JsonParser.parseString(Files.readString(FILE)).getAsJsonObject().getAsJsonArray("reflection")) {
            JsonObject entry = each.getAsJsonObject();
            String type = entry.get("type").getAsString();
            load(type);
            assertThat(entry.keySet())
                    .as(type)
                    .containsExactly("type", "allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields");
            assertThat(named.add(type)).as("%s is named once", type).isTrue();
        }
        return named;
    }
}
