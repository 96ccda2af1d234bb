package dev.failover.mail;

import dev.failover.component.Secret;
import dev.failover.notify.Notifier;
import dev.failover.testkit.NotifierContract;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class MailContractTest extends NotifierContract {
    @Override
    protected Channel open() throws IOException {
        return new Mailbox(new SmtpServer(Certificates.server()));
    }

    @Override
    protected List<String> secrets() {
        return List.of(SmtpServer.PASSWORD);
    }

    private record Mailbox(SmtpServer server) implements NotifierContract.Channel {
        @Override
        public Notifier notifier() {
            return MailNotifier.builder()
                    .host("localhost")
                    .port(server.port())
                    .security(MailSecurity.TLS)
                    .user("failover")
                    .password(Secret.of(SmtpServer.PASSWORD))
                    .from("failover@example.org")
                    .to(List.of("ops@example.org"))
                    .trustStore(Certificates.TRUST)
                    .build();
        }

        @Override
        public List<String> accepted() throws Exception {
            List<String> texts = new ArrayList<>();
            for (String mail : server.mails) {
                MimeMessage message = Mails.parse(mail);
                texts.add(message.getSubject() + "\n" + Mails.text(message));
            }
            return texts;
        }

        @Override
        public int attempts() {
            return server.attempts();
        }

        @Override
        public boolean inject(NotifierContract.Fault fault) throws IOException {
            switch (fault) {
                case FAIL -> server.faults.put("BODY", "451 4.3.0 the queue is full");
                case THROTTLE -> server.faults.put("RCPT", "450 4.7.1 greylisted");
                case HANG -> server.faults.put("RCPT", SmtpServer.SILENCE);
                case REFUSE -> server.faults.put("AUTH", "535 5.7.8 no such user");
                case VANISH -> server.close();
            }
            return true;
        }

        @Override
        public void heal() {
            server.faults.clear();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
