package dev.failover.sftp;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;

/** A server that answers to SFTP as a test says, and to what the test says nothing about, as an empty directory would. */
final class ScriptedServer implements AutoCloseable {
    /** What it answers. */
    interface Script {
        /**
         * Answers a request.
         *
         * @return whether it did; if not, it is answered as usual
         */
        boolean answer(int type, int number, Answers answers) throws IOException;

        /** Says something after its greeting. */
        default void greeted(Answers answers) throws IOException {}

        /** Extensions with their data, by turns. */
        default List<byte[]> extensions() {
            return List.of();
        }
    }

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path directory;

    ScriptedServer(Path directory, Script script) throws Exception {
        this.directory = directory;
        var hostKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        var clientKey = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, clientKey.getPublic()));
        server.setSubsystemFactories(List.of(new Factory(script)));
        server.start();
        Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
        try (var out = Files.newOutputStream(directory.resolve("id"))) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(clientKey, "test", null, out);
        }
    }

    SftpFileSyncBuilder target() {
        return SftpFileSync.builder()
                .destination("sftp://tester@127.0.0.1:" + server.getPort() + "/target")
                .sshConfig(Path.of("/dev/null"))
                .identities(List.of(directory.resolve("id")))
                .knownHosts(directory.resolve("known_hosts"));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /** Names and versions of those of OpenSSH's that the transport uses. */
    static List<byte[]> openSshExtensions() {
        return Stream.of(Protocol.FSYNC, "1", Protocol.POSIX_RENAME, "1")
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /** Writes packets, each whole, whichever thread writes. */
    static final class Answers {
        /** The length of a file's attributes: its size, mode and times. */
        private static final int FILE = 4 + 8 + 4 + 8;

        private final DataOutputStream out;

        Answers(OutputStream out) {
            this.out = new DataOutputStream(new BufferedOutputStream(out));
        }

        synchronized void status(int number, int code, String text) throws IOException {
            byte[] said = text.getBytes(StandardCharsets.UTF_8);
            begin(4 + 4 + said.length + 4, Protocol.STATUS, number);
            out.writeInt(code);
            out.writeInt(said.length);
            out.write(said);
            out.writeInt(0);
            out.flush();
        }

        synchronized void handle(int number, String handle) throws IOException {
            begin(4 + handle.length(), Protocol.HANDLE, number);
            out.writeInt(handle.length());
            out.writeBytes(handle);
            out.flush();
        }

        synchronized void attributes(int number, int mode) throws IOException {
            begin(8, Protocol.ATTRS, number);
            out.writeInt(0x4);
            out.writeInt(mode);
            out.flush();
        }

        /** Of a file. */
        synchronized void attributes(int number, long size, long modified) throws IOException {
            begin(FILE, Protocol.ATTRS, number);
            file(size, modified);
            out.flush();
        }

        /** One file. */
        synchronized void listed(int number, String name, long size, long modified) throws IOException {
            begin(4 + 4 + name.length() + 4 + FILE, Protocol.NAME, number);
            out.writeInt(1);
            out.writeInt(name.length());
            out.writeBytes(name);
            out.writeInt(0);
            file(size, modified);
            out.flush();
        }

        private void file(long size, long modified) throws IOException {
            out.writeInt(0x1 | 0x4 | 0x8);
            out.writeLong(size);
            out.writeInt(0100644);
            out.writeInt((int) modified);
            out.writeInt((int) modified);
        }

        /** @param mode of each */
        synchronized void names(int number, List<String> names, int mode) throws IOException {
            int length = 4;
            for (String name : names) {
                length += 4 + name.length() + 4 + 8;
            }
            begin(length, Protocol.NAME, number);
            out.writeInt(names.size());
            for (String name : names) {
                out.writeInt(name.length());
                out.writeBytes(name);
                out.writeInt(0);
                out.writeInt(0x4);
                out.writeInt(mode);
            }
            out.flush();
        }

        synchronized void extended(int number, byte[] data) throws IOException {
            begin(data.length, Protocol.EXTENDED_REPLY, number);
            out.write(data);
            out.flush();
        }

        private void begin(int length, int type, int number) throws IOException {
            out.writeInt(length + 5);
            out.writeByte(type);
            out.writeInt(number);
        }
    }

    /** As an empty directory would. */
    static void usual(int type, int number, Answers answers) throws IOException {
        switch (type) {
            case Protocol.STAT -> answers.attributes(number, 0040755);
            case Protocol.OPENDIR, Protocol.OPEN -> answers.handle(number, "h");
            case Protocol.READDIR -> answers.status(number, Protocol.EOF, "");
            case Protocol.LSTAT, Protocol.READLINK -> answers.status(number, Protocol.NO_SUCH_FILE, "");
            default -> answers.status(number, Protocol.OK, "");
        }
    }

    private record Factory(Script script) implements SubsystemFactory {
        @Override
        public String getName() {
            return "sftp";
        }

        @Override
        public Command createSubsystem(ChannelSession channel) {
            return new Conversation(script);
        }
    }

    private static final class Conversation implements Command, Runnable {
        private final Script script;
        private InputStream in;
        private OutputStream out;
        private ExitCallback exit;

        Conversation(Script script) {
            this.script = script;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {}

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            Thread thread = new Thread(this, "scripted-sftp");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            try {
                converse(new DataInputStream(in), new Answers(out));
            } catch (IOException | UncheckedIOException e) {
                // The other side has hung up.
            }
            exit.onExit(0);
        }

        private void converse(DataInputStream requests, Answers answers) throws IOException {
            requests.skipNBytes(requests.readInt());
            int length = 5;
            for (byte[] each : script.extensions()) {
                length += 4 + each.length;
            }
            answers.out.writeInt(length);
            answers.out.writeByte(Protocol.VERSION);
            answers.out.writeInt(Protocol.VERSION_3);
            for (byte[] each : script.extensions()) {
                answers.out.writeInt(each.length);
                answers.out.write(each);
            }
            answers.out.flush();
            script.greeted(answers);
            while (true) {
                byte[] request = requests.readNBytes(requests.readInt());
                int number = java.nio.ByteBuffer.wrap(request, 1, 4).getInt();
                if (!script.answer(request[0] & 0xff, number, answers)) {
                    usual(request[0] & 0xff, number, answers);
                }
            }
        }

        @Override
        public void destroy(ChannelSession channel) {}
    }
}
