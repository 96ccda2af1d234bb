package dev.failover.rsync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An rsync that did not succeed")
class RsyncFailureTest {
    private static final Destination BACKUP = Destination.of("backup:/var/www");

    private static ComponentException of(int status, String errors) {
        return RsyncFailure.of(status, errors, BACKUP);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {1, 2, 3, 4, 25, 126, 127})
    @DisplayName("is rejected where a retry would end the same")
    void rejected(int status) {
        assertThat(of(status, "rsync: something")).isInstanceOf(RejectedException.class);
    }

    static IntStream mayHeal() {
        return IntStream.of(5, 6, 10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 24, 30, 35, 99, 134, 137, 143, 255);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mayHeal")
    @DisplayName("is unavailable where a retry may help, with where, the status and what was said")
    void unavailable(int status) {
        assertThat(of(status, "rsync: something\nelse"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("backup:/var/www")
                .hasMessageContaining("" + status)
                .hasMessageContaining("rsync: something; else");
    }

    /** What was said, by which status, and what it means. */
    record Said(int status, String text, Class<? extends ComponentException> type, String meaning) {}

    static Stream<Said> said() {
        return Stream.of(
                new Said(255, "Host key verification failed.", RejectedException.class, "accept-new-host-keys"),
                new Said(
                        12,
                        "Host key verification failed.\nrsync: connection unexpectedly closed",
                        RejectedException.class,
                        "known_hosts"),
                new Said(255, "www@10.0.0.1: Permission denied (publickey).", RejectedException.class, "IdentityFile"),
                new Said(255, "x: Permission denied (publickey,gssapi-with-mic).", RejectedException.class, "hop"),
                new Said(
                        255,
                        "Received disconnect: Too many authentication failures",
                        RejectedException.class,
                        "refused"),
                new Said(
                        255,
                        "/etc/x: line 3: Bad configuration option: prot",
                        RejectedException.class,
                        "configuration"),
                new Said(
                        255,
                        "Unable to negotiate with 10.0.0.1 port 22: no matching host key type",
                        RejectedException.class,
                        "host key type"),
                new Said(255, "ssh: Could not resolve hostname backup", UnavailableException.class, "resolve"),
                new Said(
                        255,
                        "ssh: connect to host 10.0.0.1 port 22: Connection refused",
                        UnavailableException.class,
                        "refused"),
                new Said(
                        11,
                        "rsync: [receiver] write failed on \"/x\": No space left on device (28)",
                        UnavailableException.class,
                        "full"),
                new Said(12, "rsync: write failed: Disk quota exceeded (122)", UnavailableException.class, "full"),
                new Said(
                        23,
                        "rsync: mkstemp \"/x\" failed: Read-only file system (30)",
                        UnavailableException.class,
                        "read-only"),
                new Said(
                        23,
                        "rsync: [sender] send_files failed to open \"/x\": Permission denied (13)",
                        UnavailableException.class,
                        "/x"),
                new Said(12, "bash: line 1: rsync: command not found", RejectedException.class, "install"),
                new Said(12, "sh: 1: rsync: not found", RejectedException.class, "install"),
                new Said(
                        12,
                        "/usr/bin/rrsync error: option -s has been disabled on this server.",
                        RejectedException.class,
                        "restricted"),
                new Said(
                        12,
                        "/usr/bin/rrsync error: Another instance of rrsync is already",
                        UnavailableException.class,
                        "Another"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @DisplayName("is what the words say, if they say more than the status")
    void said(Said said) {
        assertThat(of(said.status(), said.text())).isInstanceOf(said.type()).hasMessageContaining(said.meaning());
    }

    @Test
    @DisplayName("is told in one line of no great length, without what can't be printed")
    void excerpt() {
        String message =
                of(23, "a\u001b[31m\nb\u202e\n\n@@@@@\n" + "x".repeat(3000)).getMessage();
        assertThat(message).hasSizeLessThan(700).doesNotContain("\n", "\u001b", "\u202e", "@@@");
    }
}
