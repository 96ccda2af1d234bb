package dev.failover.mail;

import dev.failover.component.ComponentException;
import dev.failover.component.Finding;
import dev.failover.component.Inspectable;
import dev.failover.component.InvalidSettingsException;
import dev.failover.component.Problems;
import dev.failover.component.RejectedException;
import dev.failover.component.Secret;
import dev.failover.component.TrustStore;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.time.Deadline;
import dev.failover.time.Durations;
import dev.failover.time.TimeSource;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says notifications by mail, handed over to one server (RFC 5321), each on a connection of its own.
 *
 * <p>That the server has taken a mail does not say that it arrives. If it refuses some of the recipients, the others get it, and an
 * attempt that is made again goes to those only who do not have it. Every attempt has the same {@code Message-ID}. Thread-safe.
 *
 * <p>The password shows in no message, log or {@code toString} of this class.
 */
public final class MailNotifier implements Notifier, Inspectable {
    private static final int MOST_REMEMBERED = 1_000;

    private final MailServer server;
    private final InternetAddress from;
    private final List<InternetAddress> to;
    private final @Nullable TrustStore trustStore;
    private final TimeSource time;
    private final Letterhead letterhead;
    private final Refusals refusals;
    private final Set<Delivery> underWay = ConcurrentHashMap.newKeySet();

    /** Who has which notification already, of those that not all have. */
    private final Map<String, Set<Address>> partly = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<Address>> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private MailNotifier(Builder builder, MailServer server, InternetAddress from) {
        this.server = server;
        this.from = from;
        to = List.copyOf(builder.to);
        trustStore = builder.trustStore;
        time = builder.time;
        letterhead = new Letterhead(from);
        refusals = new Refusals(server, builder.password);
    }

    /** A builder; {@code host}, {@code from} and {@code to} are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Hands the mail over, once.
     *
     * @throws RejectedException if the server refused for good (a reply of 5xx): the login, the sender, a recipient, the mail; or if it
     *     can't encrypt
     * @throws UnavailableException if it could not be reached, or refused for now (4xx). The mail may have been taken all the same if it
     *     was the answer that got lost.
     */
    @Override
    public void send(Notification notification, Duration timeout) throws InterruptedException {
        List<InternetAddress> left = without(notification.id());
        if (left.isEmpty()) {
            return;
        }
        converse(timeout, (delivery, deadline) -> {
            try {
                MimeMessage mail = letterhead.write(delivery.session, notification, left, time.instant());
                delivery.open(deadline);
                delivery.transport.sendMessage(mail, mail.getAllRecipients());
                forget(notification.id());
            } catch (MessagingException e) {
                remember(notification.id(), Refusals.reached(e));
                throw e;
            }
        });
    }

    private List<InternetAddress> without(String id) {
        synchronized (partly) {
            Set<Address> reached = partly.getOrDefault(id, Set.of());
            return to.stream().filter(each -> !reached.contains(each)).toList();
        }
    }

    private void remember(String id, List<Address> reached) {
        synchronized (partly) {
            if (!reached.isEmpty()) {
                partly.computeIfAbsent(id, none -> new LinkedHashSet<>()).addAll(reached);
            }
        }
    }

    private void forget(String id) {
        synchronized (partly) {
            partly.remove(id);
        }
    }

    /** What is said to the server. */
    private interface Conversation {
        void with(Delivery delivery, Deadline deadline) throws MessagingException;
    }

    /** On a thread of its own, as a look-up and a read do not heed interruptions. */
    private void converse(Duration timeout, Conversation conversation) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        Delivery delivery = new Delivery(server, trustStore, from.getAddress().replaceFirst(".*@", ""), deadline);
        underWay.add(delivery);
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                conversation.with(delivery, deadline);
            } catch (MessagingException e) {
                throw refusals.of(e, delivery.transport);
            } finally {
                delivery.end();
            }
            return null;
        });
        Thread thread = new Thread(task, "failover-mail");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnavailableException(server + ": no complete answer within " + Durations.format(timeout));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ComponentException failure) {
                throw failure;
            }
            throw new IllegalStateException("mail to " + server, e.getCause());
        } finally {
            delivery.abort();
            underWay.remove(delivery);
        }
    }

    /** Connects and logs in; hands over nothing. */
    @Override
    public List<Finding> inspect(Duration timeout) throws InterruptedException {
        String subject = "mail server " + server;
        List<Finding> findings = new ArrayList<>();
        try {
            converse(timeout, (delivery, deadline) -> delivery.open(deadline));
            findings.add(Finding.ok(
                    subject,
                    server.user() == null
                            ? "it is reached; whether it takes mails shows only when one is sent"
                            : "it is reached, and takes the login"));
        } catch (ComponentException e) {
            findings.add(Finding.error(subject, e.getMessage()));
        }
        if (server.security() == MailSecurity.NONE) {
            findings.add(
                    Finding.warning(subject, "security is none: everybody on the way can read and change the mails"));
        }
        return List.copyOf(findings);
    }

    @Override
    public Set<String> hosts() {
        return Set.of(server.host());
    }

    /** Those of the recipients. */
    @Override
    public Set<String> mailDomains() {
        return to.stream()
                .map(each -> each.getAddress().replaceFirst(".*@", ""))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends what is under way. Idempotent. */
    @Override
    public void close() {
        underWay.forEach(Delivery::abort);
    }

    /** The server and the recipients. */
    @Override
    public String toString() {
        return "MailNotifier[server=" + server + ", to=" + to + "]";
    }

    /** Composes a notifier; reports everything that is wrong at once. Not thread-safe. */
    public static final class Builder {
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?");
        private static final Pattern CONTROL = Pattern.compile("\\p{C}");
        private static final int HIGHEST_PORT = 65_535;

        private @Nullable String host;
        private @Nullable Integer port;
        private MailSecurity security = MailSecurity.STARTTLS;
        private @Nullable String user;
        private @Nullable Secret password;
        private @Nullable InternetAddress from;
        private final List<InternetAddress> to = new ArrayList<>();
        private @Nullable TrustStore trustStore;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /**
         * The server that takes the mails, by name or address.
         *
         * @throws IllegalArgumentException if it is no host
         */
        public Builder host(String name) {
            if (!HOST.matcher(name).matches()) {
                throw new IllegalArgumentException("must be a host's name or address, like mail.example.org");
            }
            host = name;
            return this;
        }

        /**
         * Its port; 587 by default, 465 for {@link MailSecurity#TLS}, 25 for {@link MailSecurity#NONE}.
         *
         * @throws IllegalArgumentException if it is not from 1 to 65535
         */
        public Builder port(int number) {
            if (number < 1 || number > HIGHEST_PORT) {
                throw new IllegalArgumentException("must be from 1 to 65535, not " + number);
            }
            port = number;
            return this;
        }

        /** How the connection is protected; {@link MailSecurity#STARTTLS} by default. */
        public Builder security(MailSecurity way) {
            security = way;
            return this;
        }

        /** Who logs in; nobody by default. */
        public Builder user(String name) {
            user = name;
            return this;
        }

        /** The user's password. */
        public Builder password(Secret secret) {
            password = secret;
            return this;
        }

        /**
         * Whom the mails are from: {@code failover@example.org}, with a name if wanted.
         *
         * @throws IllegalArgumentException if it is no mail address
         */
        public Builder from(String address) {
            from = parse(address);
            return this;
        }

        /**
         * Whom they are for.
         *
         * @throws IllegalArgumentException if one is no mail address
         */
        public Builder to(List<String> addresses) {
            addresses.forEach(address -> to.add(parse(address)));
            return this;
        }

        private static InternetAddress parse(String text) {
            try {
                InternetAddress address = new InternetAddress(text, true);
                boolean hasDomain = address.getAddress().matches("[^@]+@[A-Za-z0-9.-]+");
                if (hasDomain && !address.isGroup() && !CONTROL.matcher(text).find()) {
                    return address;
                }
            } catch (AddressException e) {
                // Said below, without the parser's words.
            }
            throw new IllegalArgumentException("must be a mail address, like ops@example.org");
        }

        /** Which certificate authorities to trust; the JDK's by default. */
        public Builder trustStore(TrustStore trusted) {
            trustStore = trusted;
            return this;
        }

        /** What time it is; the machine's own unless set. */
        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /** @throws InvalidSettingsException if something is missing, or a password would be sent in the clear */
        public MailNotifier build() {
            new Problems()
                    .present(host, "host", "the mail server, like mail.example.org")
                    .present(from, "from", "whom the mails are from, like failover@example.org")
                    .unless(!to.isEmpty(), "to", "is missing: whom the mails are for, like ops@example.org")
                    .unless(user == null || password != null, "password", "is missing: the user's")
                    .unless(password == null || user != null, "user", "is missing: whose password it is")
                    .unless(
                            password == null || security != MailSecurity.NONE,
                            "security",
                            "must be starttls or tls where there is a password, which would be sent in the clear")
                    .throwIfAny();
            MailServer server = new MailServer(
                    Objects.requireNonNull(host),
                    port == null ? security.usualPort : port,
                    security,
                    user,
                    password == null ? null : password.reveal());
            return new MailNotifier(this, server, Objects.requireNonNull(from));
        }
    }
}
