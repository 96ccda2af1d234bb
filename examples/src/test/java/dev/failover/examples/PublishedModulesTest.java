package dev.failover.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every published module")
class PublishedModulesTest {
    /** Read once: it takes seconds. */
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.failover");

    /** A vendor's own client may be handed to a builder, so that its users keep the one they have set up. */
    private static final Set<String> VENDOR_CLIENTS =
            Set.of("okhttp3.OkHttpClient", "software.amazon.awssdk.services.route53.Route53Client");

    /** What a user of metrics has, whichever it is. */
    private static final String REGISTRY = "io.micrometer.core.instrument.MeterRegistry";

    @Test
    @DisplayName("has packages that no other has, and stands on this module's class path, where the rules below see it")
    void noPackageIsInTwoJars() throws IOException {
        Map<String, Set<String>> modules = modulesByPackage();

        assertThat(modules)
                .isNotEmpty()
                .allSatisfy((name, holders) -> assertThat(holders).as(name).hasSize(1));
        Set<String> seen = ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(seen).containsAll(modules.keySet());
    }

    @Test
    @DisplayName("shows the JDK's types and our own in what users call, and no library's")
    void publicSignaturesShowNoLibrary() {
        members()
                .that(describe("users can call", PublishedModulesTest::isApi))
                .and()
                .areDeclaredInClassesThat(not(resideInAnyPackage(
                        "dev.failover.internal..", "dev.failover.agent..", "dev.failover.examples..")))
                .should(have(describe(
                        "a signature of the JDK's types and our own",
                        member -> foreignTypes(member).isEmpty())))
                .check(ALL);
    }

    @Test
    @DisplayName(
            "reads the machine's clock, and sleeps, in one place, so that a test can stand in for it everywhere else")
    void timeIsHandedIn() {
        Set<String> readers = ALL.stream()
                .filter(not(resideInAnyPackage("dev.failover.examples..", "dev.failover.testkit..")))
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(PublishedModulesTest::asksTheMachine))
                .map(type -> type.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(readers).containsExactly("dev.failover.time.SystemTime");
    }

    private static boolean asksTheMachine(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return switch (owner) {
            case "java.lang.System" -> Set.of("nanoTime", "currentTimeMillis").contains(name);
            case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
            default -> owner.startsWith("java.time.") && name.matches("now|system.*|tick.*");
        };
    }

    @Test
    @DisplayName("shows nothing in what users call of what is internal, and may change in any release")
    void publicSignaturesShowNothingInternal() {
        members()
                .that(describe("users can call", PublishedModulesTest::isApi))
                .and()
                .areDeclaredInClassesThat(not(resideInAnyPackage("dev.failover.internal..", "dev.failover.agent..")))
                .should(have(describe(
                        "a signature without internal types",
                        member -> signature(member)
                                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                                .noneMatch(type -> type.getBaseComponentType()
                                        .getPackageName()
                                        .startsWith("dev.failover.internal")))))
                .check(ALL);
    }

    @Test
    @DisplayName("hears the network through a bound: in the few places that set one, and nowhere else")
    void theNetworkIsHeardThroughABound() {
        Set<String> hearing = ALL.stream()
                .filter(type -> SPEAKS_FOR_ITSELF.stream().noneMatch(type.getPackageName()::startsWith))
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(PublishedModulesTest::isHearing))
                .map(type -> type.getName().replaceFirst("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(hearing)
                .containsExactly(
                        "dev.failover.dns.DnsSockets",
                        "dev.failover.health.GrpcHealthCheck",
                        "dev.failover.health.HttpHealthCheck",
                        "dev.failover.health.Peer",
                        "dev.failover.http.HttpCaller",
                        "dev.failover.internal.io.BoundedSockets",
                        "dev.failover.internal.probe.Conversation");
    }

    /** Files over SSH, and what is no part of the library: each has tests of its own. */
    private static final Set<String> SPEAKS_FOR_ITSELF = Set.of(
            "dev.failover.sftp",
            "dev.failover.rsync",
            "dev.failover.testkit",
            "dev.failover.agent",
            "dev.failover.examples",
            "dev.failover.benchmarks");

    /** Whatever brings bytes of others: a socket's own reading, and the libraries that read for us. */
    private static boolean isHearing(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String call = owner.getName() + "." + access.getTarget().getName();
        boolean socket = owner.isAssignableTo(Socket.class) && call.endsWith(".getInputStream")
                || owner.isAssignableTo(DatagramSocket.class) && call.endsWith(".receive")
                || owner.isAssignableTo(SocketChannel.class) && call.endsWith(".read")
                || owner.isAssignableTo(DatagramChannel.class) && (call.endsWith(".read") || call.endsWith(".receive"));
        return socket
                || owner.isAssignableTo(URL.class) && call.contains(".open")
                || owner.isAssignableTo(URLConnection.class)
                || owner.getPackageName().equals("java.net.http")
                || owner.getPackageName().startsWith("software.amazon.awssdk.http.")
                        && owner.getSimpleName().endsWith("HttpClient")
                || call.startsWith("okhttp3.OkHttpClient$Builder.<init>");
    }

    private static boolean isApi(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        boolean visible = modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
        return visible && !modifiers.contains(JavaModifier.SYNTHETIC) && isPublic(member.getOwner());
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublishedModulesTest::isPublic).orElse(true);
    }

    private static Set<String> foreignTypes(JavaMember member) {
        return signature(member)
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(type -> type.getBaseComponentType())
                .filter(type -> !type.isPrimitive())
                .map(JavaClass::getName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("javax."))
                .filter(name -> !name.startsWith("dev.failover."))
                .filter(name -> !name.equals(REGISTRY))
                .filter(name -> !VENDOR_CLIENTS.contains(name) || !isBuilder(member.getOwner()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isBuilder(JavaClass type) {
        return type.getSimpleName().endsWith("Builder");
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit code) {
            return Stream.of(
                            Stream.of(code.getReturnType()),
                            code.getParameterTypes().stream(),
                            code.getExceptionTypes().stream())
                    .flatMap(types -> types);
        }
        return Stream.of(((JavaField) member).getType());
    }

    /** From the sources of all modules next to this one; tests are in no jar, and benchmarks are not published. */
    @Test
    @DisplayName("has its licence in its jar")
    void licence() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path tests = Path.of(PublishedModulesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path classes = here.relativize(tests.resolveSibling("classes"));
        for (Path module : children(here.getParent())) {
            boolean published = Files.isDirectory(module.resolve("src/main/java")) && !module.endsWith("benchmarks");
            if (published) {
                assertThat(module.resolve(classes).resolve("META-INF/LICENSE"))
                        .hasSameTextualContentAs(module.resolveSibling("LICENSE"));
            }
        }
    }

    private static Map<String, Set<String>> modulesByPackage() throws IOException {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (Path module : children(Path.of("").toAbsolutePath().getParent())) {
            Path sources = module.resolve("src/main/java");
            if (Files.isDirectory(sources) && !module.endsWith("benchmarks")) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> sources.relativize(file.getParent()).toString())
                            .map(name -> name.replace(File.separatorChar, '.'))
                            .forEach(name -> modules.computeIfAbsent(name, any -> new TreeSet<>())
                                    .add(module.getFileName().toString()));
                }
            }
        }
        return modules;
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
