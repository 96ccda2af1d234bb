package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names: ")
class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "backup:/var/www, , backup, , /var/www",
        "backup:/var/www/, , backup, , /var/www",
        "backup:www, , backup, , www",
        "backup:/gr\u00f6\u00dfe/\ud83d\ude00, , backup, , /gr\u00c3\u00b6\u00c3\u009fe/\u00f0\u009f\u0098\u0080",
        "me@backup:/a b, me, backup, , /a b",
        "'[::1]:/x', , ::1, , /x",
        "sftp://backup/x, , backup, , /x",
        "sftp://me@192.0.2.1:2222/x/y, me, 192.0.2.1, 2222, /x/y",
    })
    @DisplayName("a destination is read")
    void destination(String text, String user, String host, Integer port, String path) {
        Destination destination = Destination.parse(text);
        assertThat(destination.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(destination.host()).isEqualTo(host);
        assertThat(destination.port().isPresent() ? destination.port().getAsInt() : null)
                .isEqualTo(port);
        assertThat(destination.path()).isEqualTo(path);
        assertThat(destination.toString()).endsWith(":" + RawNames.show(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backup",
                "backup:",
                ":/x",
                "/x",
                "backup:/",
                "backup:~/x",
                "sftp://backup",
                "sftp://b:0/x",
                "a b:/x"
            })
    @DisplayName("what is no destination is refused")
    void noDestination(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(text));
    }

    @Test
    @DisplayName("a temporary name is short, in the same directory, and told from others")
    void temporary() {
        String name = TemporaryNames.beside("a/b/" + "x".repeat(255));
        assertThat(name).startsWith("a/b/.failover-").hasSizeLessThan(40);
        assertThat(TemporaryNames.isTemporary(Scope.name(name))).isTrue();
        assertThat(TemporaryNames.beside("file")).doesNotContain("/");
        for (String other : List.of(".failover", ".failover-x", ".failover-notes-of-mine", "failover-0123456789ab")) {
            assertThat(TemporaryNames.isTemporary(other)).as(other).isFalse();
        }
    }

    @Test
    @DisplayName("any bytes go from a path to the server and back")
    void bytes(@TempDir Path root) throws Exception {
        for (String raw : List.of(
                "plain",
                "new\nline",
                " ",
                "-rf",
                "%41",
                "a+b?#",
                "\u00c3\u00a9",
                "\u00ff\u00fe",
                "\u00e2\u0082\u00ac/x\u0080")) {
            Path path = RawNames.resolve(root, raw);
            assertThat(RawNames.ofPath(root.relativize(path))).isEqualTo(raw);
        }
        Path invalid = RawNames.resolve(root, "\u00ff");
        Files.writeString(invalid, "named with a byte that is no UTF-8");
        try (var listed = Files.list(root)) {
            assertThat(listed.map(RawNames::ofName)).containsExactly("\u00ff");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                 |              | ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512",
                "                 | ssh-rsa      | rsa-sha2-512,ssh-ed25519,ecdsa-sha2-nistp256",
                "rsa-sha2-512     | ssh-ed25519  | rsa-sha2-512",
                "ssh-rsa          |              | ssh-rsa",
                "+ssh-rsa         |              | ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,ssh-rsa",
                "-ssh-ed25519     |              | ecdsa-sha2-nistp256,rsa-sha2-512",
                "^rsa-sha2-512    |              | rsa-sha2-512,ssh-ed25519,ecdsa-sha2-nistp256",
                "unheard-of       |              | ''",
            })
    @DisplayName("host key algorithms are those configured, else those known first, never broken ones unasked")
    void algorithms(String configured, String known, String expected) {
        List<String> available = List.of(
                "ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "ssh-rsa");
        assertThat(String.join(
                        ",",
                        Algorithms.forHostKeys(
                                available, Optional.ofNullable(configured), known == null ? Set.of() : Set.of(known))))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("a command reaches the shell as one word per argument")
    void quoting() {
        assertThat(Command.quote(List.of("a b", "it's", "$x", ""))).isEqualTo("'a b' 'it'\\''s' '$x' ''");
    }
}
