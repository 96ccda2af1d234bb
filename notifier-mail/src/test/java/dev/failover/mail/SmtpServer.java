package dev.failover.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.tls.HandshakeCertificates;

/** Takes mails over TLS as RFC 5321 has it, from one user; and at any command says what it is told to say, or nothing. */
final class SmtpServer implements AutoCloseable {
    static final String PASSWORD = "s3cret-password";
    /** Said to a command for which nothing is to be answered. */
    static final String SILENCE = "";

    /** What to answer instead, by the command: {@code RCPT}, {@code BODY} for the end of a mail, {@code HELLO} for the greeting. */
    final Map<String, String> faults = new ConcurrentHashMap<>();

    final List<String> mails = new CopyOnWriteArrayList<>();
    /** How often a conversation was begun. */
    private final List<String> greeted = new CopyOnWriteArrayList<>();

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listening;

    SmtpServer(HandshakeCertificates certificates) throws IOException {
        listening = certificates.sslContext().getServerSocketFactory().createServerSocket(0);
        Thread thread = new Thread(this::accept, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    int attempts() {
        return greeted.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                Thread thread = new Thread(() -> converse(socket), "smtp conversation");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void converse(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = socket.getOutputStream()) {
            greeted.add("once");
            answer(out, "HELLO", "220 mail.example.org");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.replaceFirst("[ :].*", "").toUpperCase(Locale.ROOT);
                switch (command) {
                    case "EHLO" -> answer(out, command, "250-mail.example.org\r\n250 AUTH PLAIN");
                    case "AUTH" -> answer(out, command, isRight(line) ? "235 welcome" : "535 5.7.8 wrong");
                    case "DATA" -> {
                        answer(out, command, "354 go on");
                        if (!faults.containsKey(command)) {
                            String mail = body(in);
                            if (!faults.containsKey("BODY")) {
                                mails.add(mail);
                            }
                            answer(out, "BODY", "250 taken");
                        }
                    }
                    case "QUIT" -> {
                        answer(out, command, "221 bye");
                        return;
                    }
                    default -> answer(out, command, "250 fine");
                }
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    private void answer(OutputStream out, String command, String usual) throws IOException {
        String said = faults.getOrDefault(command, usual);
        if (!said.equals(SILENCE)) {
            out.write((said + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static boolean isRight(String line) {
        String given = new String(
                Base64.getDecoder().decode(line.replaceFirst("(?i)AUTH PLAIN ", "")), StandardCharsets.UTF_8);
        return given.endsWith("\0failover\0" + PASSWORD);
    }

    private static String body(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
