package dev.failover.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The Debian package")
@Timeout(300)
class DebianPackageIT {
    private String file;

    @BeforeEach
    void find() throws IOException {
        file = Delivery.debianPackage().toString();
    }

    @Test
    @DisplayName("has 25 MB at most")
    void size() throws IOException {
        assertThat(Files.size(Path.of(file))).isLessThanOrEqualTo(25_000_000);
    }

    @Test
    @DisplayName("has no error by Debian's own rules")
    void lintian() throws Exception {
        assertThat(Command.run("lintian", "--fail-on", "error", "--allow-root", "--tag-display-limit", "0", file)
                        .expect(0))
                .doesNotContain("E: ");
    }

    @Test
    @DisplayName("brings no file below /etc, /var and /usr/local: what is there is the operator's")
    void content() throws Exception {
        assertThat(Command.run("dpkg-deb", "-c", file).expect(0).lines())
                .anyMatch(line -> line.endsWith(" ./usr/bin/failover -> ../share/failover/bin/failover"))
                .anyMatch(line ->
                        line.startsWith("-rwxr-xr-x root/root") && line.endsWith(" ./usr/share/failover/bin/failover"))
                .anyMatch(line -> line.startsWith("-rw-r--r-- root/root")
                        && line.endsWith(" ./lib/systemd/system/failover.service"))
                .anyMatch(line -> line.endsWith(" ./usr/share/man/man1/failover.1.gz"))
                .anyMatch(line -> line.endsWith(" ./usr/share/doc/failover/monitoring/failover-rules.yml"))
                .anyMatch(line -> line.endsWith(" ./usr/share/fish/vendor_completions.d/failover.fish"))
                .noneMatch(line -> line.matches("[^d].* \\./(etc|var|usr/local)/.*"));
    }
}
