package dev.failover.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.Finding;
import dev.failover.component.Finding.Severity;
import dev.failover.sync.FileSync.Trait;
import dev.failover.time.Deadline;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A look at a source")
class SourceInspectionTest {
    @TempDir
    Path source;

    private List<Finding> look(Set<Trait> lost, String... excluded) throws Exception {
        return new SourceInspection(
                        DataSet.of("webroot", source),
                        Exclusions.of(List.of(excluded)),
                        lost,
                        Deadline.in(Duration.ofSeconds(20)))
                .make();
    }

    @Test
    @DisplayName(
            "names what its transport would lose, each with an example, and nothing that it keeps or that is excluded")
    void lost() throws Exception {
        Files.writeString(source.resolve("plain"), "x");
        Path file = Files.writeString(source.resolve("page"), "x");
        Files.createLink(source.resolve("same"), file);
        Path directory = Files.createDirectory(source.resolve("shared"));
        Files.setAttribute(directory, "unix:mode", 02755);
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        view.write("comment", ByteBuffer.wrap(new byte[] {1}));
        List<Finding> findings = look(EnumSet.allOf(Trait.class));
        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(findings)
                .extracting(Finding::message)
                .satisfiesExactly(
                        hard -> assertThat(hard).contains("hard links are not kept"),
                        attributes -> assertThat(attributes).contains("extended attributes", "is page"),
                        modes -> assertThat(modes).contains("setgid", "is shared"));
        assertThat(look(EnumSet.of(Trait.SPECIAL_MODES)))
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("is shared");
        assertThat(look(EnumSet.of(Trait.SPECIAL_MODES), "shared/"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.OK);
                    assertThat(finding.message()).contains("setgid");
                });
        assertThat(look(Set.of())).extracting(Finding::severity).containsOnly(Severity.OK);
    }

    @Test
    @DisplayName("ends in time, however large the source is")
    void bounded() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("page" + i), "x");
        }
        long[] now = {0};
        Deadline over = Deadline.in(Duration.ofNanos(1), () -> now[0]++);
        assertThat(new SourceInspection(DataSet.of("webroot", source), Exclusions.NONE, Set.of(), over).make())
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("of 1 files");
    }
}
