package dev.failover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What Maven Central asks of a pom, by its published requirements, before it refuses one. */
@DisplayName("The poms of what is published")
class PublishedPomsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @ValueSource(strings = {"", "failover-bom"})
    @DisplayName("name the project's page, its licence, its authors and its sources; modules inherit that")
    void requiredByCentral(String withoutParent) {
        Document pom = pom(ROOT.resolve(withoutParent));

        assertThat(List.of(
                        "name", "description", "url", "licenses/license/url", "developers/developer/name", "scm/url"))
                .allSatisfy(
                        element -> assertThat(text(pom, element)).as(element).isNotBlank());
        assertThat(text(pom, "scm/connection")).startsWith("scm:git:");
    }

    @ParameterizedTest
    @MethodSource("modulesOfTheBom")
    @DisplayName("have a name and a description of their own")
    void described(String module) {
        Document pom = pom(ROOT.resolve(module));

        assertThat(text(pom, "name")).isEqualTo(module);
        assertThat(text(pom, "description")).isNotBlank();
    }

    @Test
    @DisplayName("are those of the modules that failover-bom lists, and no others")
    void whatIsPublishedIsInTheBom() throws IOException {
        try (Stream<Path> directories = Files.list(ROOT)) {
            List<String> published = directories
                    .filter(directory -> Files.exists(directory.resolve("pom.xml")))
                    .filter(directory ->
                            text(pom(directory), "properties/maven.deploy.skip").isEmpty())
                    .map(directory -> directory.getFileName().toString())
                    .filter(module -> !module.equals("failover-bom"))
                    .sorted()
                    .toList();

            assertThat(published).containsExactlyElementsOf(new TreeSet<>(modulesOfTheBom()));
        }
    }

    static List<String> modulesOfTheBom() {
        NodeList modules = nodes(
                pom(ROOT.resolve("failover-bom")),
                "/project/dependencyManagement/dependencies/dependency/artifactId/text()");
        return Stream.iterate(0, index -> index < modules.getLength(), index -> index + 1)
                .map(index -> modules.item(index).getNodeValue())
                .toList();
    }

    private static String text(Document pom, String path) {
        NodeList found = nodes(pom, "/project/" + path + "/text()");
        return found.getLength() == 0 ? "" : found.item(0).getNodeValue().strip();
    }

    private static NodeList nodes(Document pom, String path) {
        XPath xpath = XPathFactory.newInstance().newXPath();
        try {
            return (NodeList) xpath.evaluate(path, pom, XPathConstants.NODESET);
        } catch (javax.xml.xpath.XPathExpressionException impossible) {
            throw new IllegalArgumentException(path, impossible);
        }
    }

    private static Document pom(Path module) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(module.resolve("pom.xml").toFile());
        } catch (Exception unreadable) {
            throw new AssertionError(module.toString(), unreadable);
        }
    }
}
