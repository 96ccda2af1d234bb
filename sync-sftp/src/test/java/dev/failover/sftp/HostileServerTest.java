package dev.failover.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.failover.component.ComponentException;
import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.sftp.ScriptedServer.Answers;
import dev.failover.sftp.ScriptedServer.Script;
import dev.failover.sync.MirrorListener;
import dev.failover.sync.MirrorRequest;
import dev.failover.testkit.SshKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.sshd.common.SshConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server that means harm ends its run, in bounded memory:")
@Timeout(120)
class HostileServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final long ROOM = 1024 * 1024;
    private static final int DIRECTORY = 0040755;
    private static final int FILE = 0100644;
    private static final int LINK = 0120777;

    @TempDir
    private Path temporary;

    private Path source;

    @BeforeEach
    void makeSource() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        Files.writeString(source.resolve("page"), "x".repeat(10_000));
    }

    private void mirror(Script script) throws Exception {
        try (ScriptedServer server = new ScriptedServer(temporary, script);
                SftpFileSync sync = server.target().room(ROOM).build()) {
            sync.mirror(MirrorRequest.everything(source, 1_000_000, TIMEOUT), MirrorListener.NONE);
        }
    }

    /** Lists without end. */
    private static Script listing(int mode, List<String> names) {
        AtomicLong counter = new AtomicLong();
        return (type, number, answers) -> {
            if (type != Protocol.READDIR) {
                return false;
            }
            answers.names(
                    number,
                    names.stream().map(name -> name + counter.incrementAndGet()).toList(),
                    mode);
            return true;
        };
    }

    private static List<String> many() {
        return IntStream.range(0, 100).mapToObj(i -> "name").toList();
    }

    @Test
    @DisplayName("a directory without end")
    void endlessDirectory() {
        assertThatThrownBy(() -> mirror(listing(FILE, many())))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("heap of");
    }

    @Test
    @DisplayName("the same name without end, and . without end")
    void endlessName() {
        for (String name : List.of("same", ".")) {
            Script script = (type, number, answers) -> {
                if (type == Protocol.READDIR) {
                    answers.names(number, Collections.nCopies(100, name), FILE);
                }
                return type == Protocol.READDIR;
            };
            assertThatThrownBy(() -> mirror(script))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("heap of");
        }
    }

    @Test
    @DisplayName("directories in directories without end")
    void endlessDepth() {
        AtomicLong asked = new AtomicLong();
        Script script = (type, number, answers) -> {
            if (type != Protocol.READDIR) {
                return false;
            }
            if (asked.incrementAndGet() % 2 == 0) {
                answers.status(number, Protocol.EOF, "");
            } else {
                answers.names(number, List.of("d"), DIRECTORY);
            }
            return true;
        };
        assertThatThrownBy(() -> mirror(script)).isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("links without end, and links that say very much")
    void endlessLinks() {
        assertThatThrownBy(() -> mirror(listing(LINK, many()))).isInstanceOf(RejectedException.class);
        Script talkative = (type, number, answers) -> {
            if (type == Protocol.READLINK) {
                answers.names(number, List.of("x".repeat(200_000)), LINK);
                return true;
            }
            return listing(LINK, many()).answer(type, number, answers);
        };
        assertThatThrownBy(() -> mirror(talkative)).isInstanceOf(RejectedException.class);
    }

    @Test
    @DisplayName("answers without a name, without end")
    void noNames() {
        assertThatThrownBy(() -> mirror(listing(FILE, List.of())))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("without a name");
    }

    @Test
    @DisplayName("handles of many bytes")
    void longHandles() {
        Script script = (type, number, answers) -> {
            if (type == Protocol.OPENDIR) {
                answers.handle(number, "h".repeat(100_000));
            }
            return type == Protocol.OPENDIR;
        };
        assertThatThrownBy(() -> mirror(script))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("100000 bytes");
    }

    @Test
    @DisplayName("what it was not asked for, while nothing is, as much as it likes")
    void unasked() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch stuck = new CountDownLatch(1);
        Script script = new Script() {
            @Override
            public boolean answer(int type, int number, Answers answers) {
                return false;
            }

            @Override
            public void greeted(Answers answers) throws IOException {
                Thread flood = new Thread(() -> {
                    try {
                        while (true) {
                            answers.status(99, Protocol.OK, "");
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        stuck.countDown();
                    }
                });
                flood.setDaemon(true);
                flood.start();
            }
        };
        try (ScriptedServer server = new ScriptedServer(temporary, script);
                SftpFileSync sync = server.target().build()) {
            assertThatThrownBy(() -> sync.mirror(MirrorRequest.everything(source, 10, TIMEOUT), MirrorListener.NONE))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageMatching(".*(not asked for|which was not made)");
            assertThat(stuck.await(60, TimeUnit.SECONDS)).as("hung up").isTrue();
        }
        // A window's worth, and what is under way besides.
        assertThat(sent.get() * 21).isLessThan(16L * 1024 * 1024);
    }

    @Test
    @DisplayName("a byte at a time")
    void oneByte() {
        ByteBuffer limits =
                ByteBuffer.allocate(32).putLong(262144).putLong(1).putLong(1).putLong(1);
        Script script = new Script() {
            @Override
            public boolean answer(int type, int number, Answers answers) throws IOException {
                if (type == Protocol.EXTENDED) {
                    answers.extended(number, limits.array());
                }
                return type == Protocol.EXTENDED;
            }

            @Override
            public List<byte[]> extensions() {
                return List.of(Protocol.LIMITS.getBytes(StandardCharsets.US_ASCII), new byte[] {'1'});
            }
        };
        assertThatThrownBy(() -> mirror(script))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("1 bytes at a time");
    }

    @Test
    @DisplayName("a long status with power over a terminal")
    void longStatus() {
        Script script = (type, number, answers) -> {
            if (type == Protocol.OPEN) {
                answers.status(
                        number,
                        Protocol.FAILURE,
                        "\u001b]0;owned\u0007\nforged\u202e\u2028\u009b31m" + "x".repeat(150_000));
            }
            return type == Protocol.OPEN;
        };
        assertThatThrownBy(() -> mirror(script))
                .isInstanceOf(ComponentException.class)
                .hasMessageContaining("forged")
                .satisfies(thrown -> assertThat(thrown.getMessage())
                        .hasSizeLessThan(1000)
                        .doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u202e\u2028]"));
    }

    @Test
    @DisplayName("a long word of farewell with power over a terminal, before its key was seen")
    void farewell() throws Exception {
        byte[] text = ("\u001b]0;owned\u0007\nforged\u202e\u2028\u009b31m" + "x".repeat(20_000))
                .getBytes(StandardCharsets.UTF_8);
        int length = 1 + 4 + 4 + text.length + 4;
        int padding = 8 - (5 + length) % 8 + 4;
        ByteBuffer packet = ByteBuffer.allocate(5 + length + padding)
                .putInt(1 + length + padding)
                .put((byte) padding)
                .put(SshConstants.SSH_MSG_DISCONNECT)
                .putInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION)
                .putInt(text.length)
                .put(text);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getOutputStream().write("SSH-2.0-odd\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(packet.array());
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The other side has hung up.
                }
            });
            server.start();
            SshKey key = SshKey.in(temporary, "key");
            try (SftpFileSync sync = SftpFileSync.builder()
                    .destination("sftp://tester@127.0.0.1:" + listening.getLocalPort() + "/target")
                    .sshConfig(Path.of("/dev/null"))
                    .identities(List.of(key.file()))
                    .knownHosts(temporary.resolve("known_hosts"))
                    .build()) {
                assertThatThrownBy(() -> sync.readNote("note", TIMEOUT))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("forged")
                        .hasNoCause()
                        .satisfies(thrown -> assertThat(thrown.getMessage())
                                .hasSizeLessThan(1000)
                                .doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u202e\u2028]"));
            }
            server.join();
        }
    }
}
