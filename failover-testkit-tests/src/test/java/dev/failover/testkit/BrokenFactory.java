package dev.failover.testkit;

import dev.failover.component.InvalidSettingsException;
import dev.failover.component.InvalidSettingsException.Problem;
import dev.failover.component.Secret;
import dev.failover.component.Settings;
import dev.failover.notify.Notification;
import dev.failover.notify.Notifier;
import dev.failover.notify.NotifierFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Factories with one fault each, and the sentence that must go red. */
enum BrokenFactory {
    SHOUTS_ITS_NAME(
            "A factory's name is lower case, and the same whenever it is asked", true, new PagerFactory.Right() {
                @Override
                public String name() {
                    return "Pager";
                }
            }),
    CHANGES_ITS_NAME(
            "A factory's name is lower case, and the same whenever it is asked", true, new PagerFactory.Right() {
                private int asked;

                @Override
                public String name() {
                    return asked++ % 2 == 0 ? "pager" : "PAGER";
                }
            }),
    GOES_BY_ANOTHER_NAME("A factory is found under its name", true, new PagerFactory.Right() {
        @Override
        public String name() {
            return "beeper";
        }
    }),
    MAKES_ONE_ONLY("Valid settings make a component, a new one each time", false, new PagerFactory.Right() {
        private @Nullable Notifier made;

        @Override
        public Notifier create(Settings settings) {
            Notifier fresh = super.create(settings);
            made = made == null ? fresh : made;
            return made;
        }
    }),
    REQUIRES_WHAT_IS_OPTIONAL("The required settings alone make a component", false, new PagerFactory.Right() {
        @Override
        public Notifier create(Settings settings) {
            Notifier made = super.create(settings);
            if (!settings.toString().contains("priority")) {
                throw new InvalidSettingsException("priority", "is required").under(settings.path());
            }
            return made;
        }
    }),
    STOPS_AT_THE_FIRST(
            "Missing settings are reported, all at once, each with its path",
            false,
            new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    try {
                        return super.create(settings);
                    } catch (InvalidSettingsException e) {
                        throw new InvalidSettingsException(e.problems().subList(0, 1));
                    }
                }
            },
            "Missing, malformed and unknown"),
    FORGETS_THE_PATH(
            "Missing settings are reported, all at once, each with its path",
            false,
            new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    try {
                        return super.create(settings);
                    } catch (InvalidSettingsException e) {
                        List<Problem> problems = new ArrayList<>();
                        e.problems()
                                .forEach(problem -> problems.add(
                                        new Problem(problem.key().replaceFirst(".*\\.", ""), problem.message())));
                        throw new InvalidSettingsException(problems);
                    }
                }
            },
            "An unknown setting",
            "A malformed value",
            "Missing, malformed and unknown"),
    OVERLOOKS_THE_UNKNOWN(
            "An unknown setting is reported with its path",
            false,
            new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    try {
                        return super.create(settings);
                    } catch (InvalidSettingsException e) {
                        List<Problem> known = e.problems().stream()
                                .filter(problem -> !problem.message().startsWith("unknown"))
                                .toList();
                        if (known.isEmpty()) {
                            return new Pager(URI.create("http://localhost"), Secret.of("key"), 1);
                        }
                        throw new InvalidSettingsException(known);
                    }
                }
            },
            "Missing, malformed and unknown"),
    TAKES_ANY_VALUE(
            "A malformed value is reported with its path, and nothing else is",
            false,
            new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    Pager.Builder pager = new Pager.Builder();
                    return settings.reader()
                            .uri("url", pager::url)
                            .secret("key", pager::key)
                            .text("priority", any -> {})
                            .build(pager::build);
                }
            },
            "Missing, malformed and unknown"),
    BLAMES_EVERYTHING(
            "A malformed value is reported with its path, and nothing else is", false, new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    try {
                        return super.create(settings);
                    } catch (InvalidSettingsException e) {
                        List<Problem> problems = new ArrayList<>(e.problems());
                        if (problems.size() == 1 && problems.get(0).key().endsWith("priority")) {
                            problems.addAll(new InvalidSettingsException("url", "may be wrong, too")
                                    .under(settings.path())
                                    .problems());
                        }
                        throw new InvalidSettingsException(problems);
                    }
                }
            }),
    REPEATS_ITSELF(
            "Missing, malformed and unknown settings are reported together, each once",
            false,
            new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    try {
                        return super.create(settings);
                    } catch (InvalidSettingsException e) {
                        List<Problem> twice = new ArrayList<>(e.problems());
                        twice.addAll(e.problems());
                        throw new InvalidSettingsException(twice);
                    }
                }
            }),
    QUOTES_THE_SECRET(
            "No secret shows in a message, nor in toString() of what is made", false, new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    Pager.Builder pager = new Pager.Builder();
                    List<String> keys = new ArrayList<>();
                    return settings.reader()
                            .uri("url", pager::url)
                            .value(
                                    "key",
                                    text -> {
                                        keys.add(text);
                                        return Secret.of(text);
                                    },
                                    pager::key)
                            .value("priority", text -> text, text -> {
                                try {
                                    pager.priority(Integer.parseInt(text));
                                } catch (IllegalArgumentException e) {
                                    throw new IllegalArgumentException("does not fit " + keys, e);
                                }
                            })
                            .build(pager::build);
                }
            }),
    SHOWS_THE_SECRET(
            "No secret shows in a message, nor in toString() of what is made", false, new PagerFactory.Right() {
                @Override
                public Notifier create(Settings settings) {
                    Pager made = (Pager) super.create(settings);
                    return new Notifier() {
                        @Override
                        public void send(Notification notification, Duration timeout) {}

                        @Override
                        public String toString() {
                            return "pager with " + made.key().reveal();
                        }
                    };
                }
            });

    final Flaw<NotifierFactory> flaw;

    BrokenFactory(String sentence, boolean wide, NotifierFactory factory, String... also) {
        flaw = new Flaw<>(sentence, wide, Set.of(also), factory);
    }
}
