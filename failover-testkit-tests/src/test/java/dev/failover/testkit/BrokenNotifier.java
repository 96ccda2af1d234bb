package dev.failover.testkit;

import dev.failover.component.RejectedException;
import dev.failover.component.UnavailableException;
import dev.failover.notify.Notification;
import dev.failover.notify.Notification.Severity;
import dev.failover.notify.Notifier;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Notifiers with one fault each, before a channel that keeps what it is sent, and the sentence that must go red. */
enum BrokenNotifier {
    SENDS_LATER(
            "A notification is accepted by the channel, with its title, when the call returns",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) {
                    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> {
                        try {
                            super.send(notification, timeout);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                }
            },
            true),
    FORGETS_THE_TITLE(
            "A notification is accepted by the channel, with its title, when the call returns",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(titled(notification, "something happened"), timeout);
                }
            },
            true),
    ASCII_ONLY(
            "Titles in any script, with quotes, markup and line breaks in the text, arrive as they are",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(titled(notification, notification.title().replaceAll("[^ -~]", "?")), timeout);
                }
            },
            false),
    CUTS_TITLES(
            "Titles in any script, with quotes, markup and line breaks in the text, arrive as they are",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    String title = notification.title();
                    super.send(titled(notification, title.substring(0, Math.min(100, title.length()))), timeout);
                }
            },
            false),
    ONE_DESK_FOR_ALL(
            "A notifier is thread-safe: notifications from several threads arrive once each",
            channel -> new Wrapper(channel) {
                private final CyclicBarrier two = new CyclicBarrier(2);
                private volatile @Nullable Notification desk;

                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    desk = notification;
                    if (notification.title().contains("number")) {
                        try {
                            two.await(200, TimeUnit.MILLISECONDS);
                        } catch (TimeoutException | BrokenBarrierException e) {
                            two.reset();
                        }
                    }
                    Notification found = desk;
                    super.send(found == null ? notification : found, timeout);
                }
            },
            false),
    SENDS_NO_TEXT(
            "The text arrives, line by line, as far as the channel carries it",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(saying(notification, notification.severity(), notification.service(), ""), timeout);
                }
            },
            false),
    SENDS_THE_FIRST_LINE(
            "The text arrives, line by line, as far as the channel carries it",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    String first = notification.text().lines().findFirst().orElse("");
                    super.send(saying(notification, notification.severity(), notification.service(), first), timeout);
                }
            },
            false),
    CUTS_TEXTS(
            "The text arrives, line by line, as far as the channel carries it",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    String text = notification.text();
                    String cut = text.substring(0, Math.min(100, text.length()));
                    super.send(saying(notification, notification.severity(), notification.service(), cut), timeout);
                }
            },
            false),
    EVERYTHING_IS_INFO(
            "The severity and the service are said",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(
                            saying(notification, Severity.INFO, notification.service(), notification.text()), timeout);
                }
            },
            false),
    NAMES_NO_SERVICE(
            "The severity and the service are said",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(saying(notification, notification.severity(), "", notification.text()), timeout);
                }
            },
            false),
    DROPS_THE_PATIENCE(
            "A service that asks for patience is an UnavailableException that says how long, after a single attempt",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    try {
                        super.send(notification, timeout);
                    } catch (UnavailableException e) {
                        throw new UnavailableException(e.getMessage() == null ? "" : e.getMessage(), e);
                    }
                }
            },
            false),
    SAYS_IT_TWICE(
            "A repeated notification is dropped where the channel can recognise it",
            channel -> new Wrapper(channel) {
                private int sent;

                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(
                            new Notification(
                                    notification.id() + "#" + sent++,
                                    notification.at(),
                                    notification.severity(),
                                    notification.service(),
                                    notification.title(),
                                    notification.text(),
                                    notification.facts()),
                            timeout);
                }
            },
            false),
    TRIES_AGAIN(
            "A service that fails is an UnavailableException after a single attempt, and no obstacle afterwards",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    try {
                        super.send(notification, timeout);
                    } catch (UnavailableException e) {
                        super.send(notification, timeout);
                    }
                }
            },
            false,
            "A service that does not answer",
            "A service that asks for patience"),
    SULKS(
            "A service that fails is an UnavailableException after a single attempt, and no obstacle afterwards",
            channel -> new Wrapper(channel) {
                private boolean failed;

                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    if (failed) {
                        throw new UnavailableException("it failed before");
                    }
                    try {
                        super.send(notification, timeout);
                    } catch (UnavailableException e) {
                        failed = true;
                        throw e;
                    }
                }
            },
            false),
    BUG_WHEN_UNREACHABLE(
            "A service that can't be reached is an UnavailableException",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    try {
                        super.send(notification, timeout);
                    } catch (UnavailableException e) {
                        if (String.valueOf(e.getMessage()).contains("nobody")) {
                            throw new IllegalStateException(e);
                        }
                        throw e;
                    }
                }
            },
            false),
    HOPES_WHEN_REFUSED(
            "A service that refuses is a RejectedException after a single attempt",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    try {
                        super.send(notification, timeout);
                    } catch (RejectedException e) {
                        throw new UnavailableException("perhaps later", e);
                    }
                }
            },
            false),
    IGNORES_THE_TIMEOUT(
            "A service that does not answer is an UnavailableException within the timeout",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    super.send(notification, Duration.ofSeconds(3));
                }
            },
            false,
            "An interrupted call"),
    SWALLOWS_THE_INTERRUPT(
            "An interrupted call ends within a second with an InterruptedException",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) {
                    try {
                        super.send(notification, timeout);
                    } catch (InterruptedException e) {
                        throw new UnavailableException("interrupted", e);
                    }
                }
            },
            false),
    LEAKS_THE_URL(
            "No secret shows in a message, a cause or toString()",
            channel -> new Wrapper(channel) {
                @Override
                public void send(Notification notification, Duration timeout) throws InterruptedException {
                    try {
                        super.send(notification, timeout);
                    } catch (UnavailableException e) {
                        throw new UnavailableException(
                                "failed", new IllegalStateException("POST /with/key/" + NotifierContractTest.KEY));
                    }
                }
            },
            false,
            "A service that asks for patience"),
    LEAKS_IN_TO_STRING(
            "No secret shows in a message, a cause or toString()",
            channel -> new Wrapper(channel) {
                @Override
                public String toString() {
                    return "notifier with " + NotifierContractTest.KEY;
                }
            },
            false),
    CLOSES_ONCE(
            "close() is idempotent",
            channel -> new Wrapper(channel) {
                private boolean closed;

                @Override
                public void close() {
                    if (closed) {
                        throw new IllegalStateException("closed already");
                    }
                    closed = true;
                }
            },
            false);

    /** Passes everything on. */
    private static class Wrapper implements Notifier {
        private final Notifier channel;

        Wrapper(Notifier channel) {
            this.channel = channel;
        }

        @Override
        public void send(Notification notification, Duration timeout) throws InterruptedException {
            channel.send(notification, timeout);
        }

        static Notification saying(Notification notification, Severity severity, String service, String text) {
            return new Notification(
                    notification.id(),
                    notification.at(),
                    severity,
                    service,
                    notification.title(),
                    text,
                    notification.facts());
        }

        static Notification titled(Notification notification, String title) {
            return new Notification(
                    notification.id(),
                    notification.at(),
                    notification.severity(),
                    notification.service(),
                    title,
                    notification.text(),
                    notification.facts());
        }
    }

    final Flaw<UnaryOperator<Notifier>> flaw;

    BrokenNotifier(String sentence, UnaryOperator<Notifier> notifier, boolean wide, String... also) {
        flaw = new Flaw<>(sentence, wide, Set.of(also), notifier);
    }
}
