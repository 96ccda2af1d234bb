package dev.failover.mail;

import dev.failover.internal.process.Children;
import dev.failover.internal.process.Command;
import dev.failover.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Postfix of its own in a directory, for two mailboxes at example.org; a third is always to be tried later. Needs root. */
final class Postfix implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/spool
            data_directory = %1$s/data
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = %1$s/log
            maillog_file_prefixes = %1$s
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.example.org
            mydestination =
            mynetworks = 127.0.0.0/8
            virtual_mailbox_domains = example.org
            virtual_mailbox_base = %1$s/mail
            virtual_mailbox_maps = inline:{ops@example.org=ops/, dev@example.org=dev/, later@example.org=later/}
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 1
            smtpd_recipient_restrictions =
              check_recipient_access inline:{{later@example.org = 450 4.7.1 come back in a while}},
              permit_mynetworks, reject
            smtpd_tls_security_level = %2$s
            smtpd_tls_cert_file = %1$s/etc/cert.pem
            smtpd_tls_key_file = %1$s/etc/key.pem
            """;

    private static final String MASTER = """
            127.0.0.1:%s inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            proxymap unix - - n - - proxymap
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path directory;
    final int port;

    /** @param tls what it offers: {@code may} or {@code none} */
    Postfix(Path directory, String tls) throws IOException, InterruptedException {
        this.directory = directory;
        port = freePort();
        // Its parts run as users who must get here.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("etc", "spool", "data", "mail")) {
            Files.createDirectory(directory.resolve(name));
        }
        owned("data", "postfix");
        owned("mail", "nobody");
        Path etc = directory.resolve("etc");
        Files.writeString(etc.resolve("main.cf"), MAIN.formatted(directory, tls));
        Files.writeString(etc.resolve("master.cf"), MASTER.formatted(port));
        Files.writeString(etc.resolve("cert.pem"), Certificates.LOCALHOST.certificatePem());
        Files.writeString(etc.resolve("key.pem"), Certificates.LOCALHOST.privateKeyPkcs8Pem());
        Files.setPosixFilePermissions(etc.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
        run("start");
        awaitGreeting();
    }

    private void owned(String name, String user) throws IOException {
        Path path = directory.resolve(name);
        Files.setOwner(
                path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void run(String verb) throws InterruptedException {
        List<String> said = new ArrayList<>();
        int status = Command.of(List.of(
                        "/usr/sbin/postfix", "-c", directory.resolve("etc").toString(), verb))
                .inOneStream()
                .run(new Children(), Deadline.in(PATIENCE), said::add)
                .status();
        if (status != 0) {
            throw new AssertionError("postfix " + verb + ": " + said);
        }
    }

    private void awaitGreeting() throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!deadline.left().isZero()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                if (socket.getInputStream().read() == '2') {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(Files.readString(directory.resolve("log")));
    }

    /** The mails in a mailbox, once there are as many. */
    List<String> mails(String mailbox, int count) throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(PATIENCE);
        Path box = directory.resolve("mail").resolve(mailbox).resolve("new");
        while (!deadline.left().isZero()) {
            if (Files.isDirectory(box)) {
                try (Stream<Path> files = Files.list(box)) {
                    List<Path> all = files.toList();
                    if (all.size() >= count) {
                        List<String> mails = new ArrayList<>();
                        for (Path file : all) {
                            mails.add(Files.readString(file));
                        }
                        return mails;
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(Files.readString(directory.resolve("log")));
    }

    @Override
    public void close() {
        try {
            run("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
