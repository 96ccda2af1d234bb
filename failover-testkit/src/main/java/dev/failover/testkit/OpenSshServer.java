package dev.failover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OpenSSH's own server, started on a free port of 127.0.0.1 with a host key and a configuration of its own, for as long as a
 * test wants it. Whoever logs in does so as the user who runs the test, root or not, with one of the keys authorized; there are no
 * passwords. Needs {@code sshd} and {@code ssh-keygen}, and says so if they are not installed.
 *
 * <p>Its {@linkplain #stop end}, {@linkplain #freeze standstill} and {@linkplain #authorizeNobody refusal} can be had at any time. Thread-safe.
 */
public final class OpenSshServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BINDS = 5;
    private static final String HOST_KEY = "host_key";

    private final Path directory;
    private final List<String> settings;
    private final AuthorizedKeys authorized;
    private final SshKey.Type hostKeyType;
    private final Program sshd;
    private final Thread atExit = new Thread(this::kill);
    private SshKey hostKey;
    private int port;
    private @Nullable Process listener;
    private @Nullable Socket reservation;

    OpenSshServer(Path directory, List<String> settings, SshKey.Type hostKeyType)
            throws IOException, InterruptedException {
        this.sshd = Program.named("sshd", "openssh-server");
        this.directory = Files.createDirectories(directory).toRealPath();
        this.settings = List.copyOf(settings);
        this.authorized = new AuthorizedKeys(this.directory);
        this.hostKeyType = hostKeyType;
        this.hostKey = SshKey.in(this.directory, HOST_KEY, hostKeyType, "");
        this.port = freePort();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Describes a server, not started yet.
     *
     * @param directory where its keys, configuration and log are kept; made if it is not there
     */
    public static OpenSshServerBuilder in(Path directory) {
        return new OpenSshServerBuilder(directory);
    }

    /** Where it listens; the same after {@link #stop} and {@link #start}. */
    public synchronized InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The port it listens on. */
    public synchronized int port() {
        return port;
    }

    /** The account to log in to. */
    public String user() {
        return System.getProperty("user.name");
    }

    /** Its line for {@code known_hosts}. */
    public synchronized String knownHosts() throws IOException {
        return "[127.0.0.1]:" + port + " " + hostKey.publicKey();
    }

    /** Its host key. */
    public synchronized SshKey hostKey() {
        return hostKey;
    }

    /** What it has logged since it was made. */
    public String log() throws IOException {
        Path log = logFile();
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** How many logins it has let in since it was made. */
    public long logins() throws IOException {
        return log().lines().filter(line -> line.contains("Accepted publickey")).count();
    }

    /** What serves the connections that are open, and what was started over them; not what listens. */
    public synchronized List<ProcessHandle> sessions() {
        try (Stream<ProcessHandle> below =
                listener == null ? Stream.empty() : listener.toHandle().descendants()) {
            return below.toList();
        }
    }

    // Who may log in.

    /** Lets whoever has this key log in, too. */
    public void authorize(SshKey key) throws IOException {
        authorize("", key);
    }

    /** The same, with options as {@code authorized_keys} has them. */
    public synchronized void authorize(String options, SshKey key) throws IOException {
        List<String> lines = new ArrayList<>(authorized.lines());
        lines.add(AuthorizedKeys.line(options, key));
        authorized.set(lines);
    }

    /** Refuses every key from now on, and ends the connections that are open. */
    public synchronized void authorizeNobody() throws IOException {
        authorized.set(List.of());
        disconnect();
    }

    /** Lets these in, and no others, at their next login. */
    synchronized void authorizeOnly(List<String> lines) throws IOException {
        authorized.set(lines);
    }

    // What may become of it.

    /** Starts it again on the same port, after {@link #stop}. Idempotent. */
    public synchronized void start() throws IOException, InterruptedException {
        release();
        for (int attempt = 1; listener == null; attempt++) {
            startOnce(attempt == BINDS);
        }
    }

    private void startOnce(boolean last) throws IOException, InterruptedException {
        preparePrivilegeSeparation();
        Path configuration = directory.resolve("sshd_config");
        Files.write(configuration, configuration());
        String file = configuration.toString();
        List<String> arguments = new ArrayList<>(List.of("-D", "-e", "-f", file));
        // From 9.8 on it keeps out whoever failed to log in a few times; there, that has to be turned off.
        String lenient = "PerSourcePenalties=no";
        if (sshd.succeeds(directory.resolve("check.log"), "-t", "-f", file, "-o", lenient)) {
            arguments.addAll(List.of("-o", lenient));
        }
        long begin = log().length();
        Process process = sshd.start(logFile(), arguments.toArray(String[]::new));
        if (serves(process)) {
            listener = process;
            return;
        }
        process.destroyForcibly();
        String said = log().substring((int) begin);
        if (last || !said.contains("Address already in use")) {
            throw new AssertionError("sshd does not serve at 127.0.0.1:" + port + "; it said: " + said);
        }
        port = freePort();
    }

    private boolean serves(Process process) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            if (greets()) {
                return true;
            }
            if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            byte[] greeting = socket.getInputStream().readNBytes(4);
            return new String(greeting, StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException e) {
            return false;
        }
    }

    /** Without it, a server that root starts ends at once. */
    private static void preparePrivilegeSeparation() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
    }

    private List<String> configuration() {
        int match = 0;
        while (match < settings.size() && !settings.get(match).strip().startsWith("Match ")) {
            match++;
        }
        List<String> lines = new ArrayList<>(settings.subList(0, match));
        lines.addAll(List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + hostKey.file(),
                "AuthorizedKeysFile " + authorized.file(),
                "PidFile none",
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "PermitRootLogin prohibit-password",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "MaxStartups 100",
                "MaxSessions 100",
                // A bash that takes itself for a nested one leaves the account's start files alone, which may take
                // long, or speak.
                "SetEnv SHLVL=1",
                "PrintMotd no",
                "PrintLastLog no",
                "LogLevel VERBOSE",
                "Subsystem sftp internal-sftp"));
        lines.addAll(settings.subList(match, settings.size()));
        return lines;
    }

    /** Ends it and every connection: what connects from now on is refused. Idempotent. */
    public synchronized void stop() {
        kill();
        listener = null;
        reserve();
    }

    /** Keeps the port from being given to somebody else, who would answer in its place: bound, and listening to nobody. */
    private void reserve() {
        if (reservation != null) {
            return;
        }
        Socket bound = new Socket();
        reservation = bound;
        try {
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            // Taken already; it will start at another one.
            release();
        }
    }

    private void release() {
        Socket bound = reservation;
        reservation = null;
        if (bound != null) {
            try {
                bound.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends every connection that is open, as a router that was restarted would; new ones are taken. */
    public synchronized void disconnect() {
        for (ProcessHandle session : sessions()) {
            session.destroyForcibly();
        }
    }

    /** Stops all that it is doing: connections stay open, and are taken, and nothing comes over them until {@link #thaw}. */
    public synchronized void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Goes on with all that {@link #freeze} has stopped. Without effect if nothing is. */
    public synchronized void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (listener == null) {
            return;
        }
        // The listener first, so that no session comes after those that are listed.
        send(signal, List.of(listener.toHandle()));
        send(signal, sessions());
    }

    private void send(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-c", "kill \"$@\"", "sh", signal));
        processes.forEach(process -> arguments.add(String.valueOf(process.pid())));
        // It fails for one that has ended meanwhile, which is as still as one that was stopped.
        Program.named("sh", "dash").succeeds(directory.resolve("kill.log"), arguments.toArray(String[]::new));
    }

    /** Comes back with another host key, as a machine that was replaced would, or one in between. */
    public synchronized void replaceHostKey() throws IOException, InterruptedException {
        stop();
        hostKey = SshKey.in(directory, HOST_KEY, hostKeyType, "");
        start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path logFile() {
        return directory.resolve("sshd.log");
    }

    private void kill() {
        Process running = listener;
        if (running == null) {
            return;
        }
        List<ProcessHandle> all =
                new ArrayList<>(running.toHandle().descendants().toList());
        running.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (Stream.concat(Stream.of(running.toHandle()), all.stream()).anyMatch(OpenSshServer::runs)
                && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            stop();
            release();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and the hook does the same.
        }
    }

    @Override
    public String toString() {
        return "sshd at 127.0.0.1:" + port();
    }

    /** Not what has ended and waits for a parent that does not ask: it counts as alive, and has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
