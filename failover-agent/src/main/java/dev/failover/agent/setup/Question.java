package dev.failover.agent.setup;

import dev.failover.component.Excerpt;
import dev.failover.component.SettingsReader;
import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordType;
import dev.failover.dns.ZoneName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What has to be known for a first configuration, in the order in which it is asked. Each answer is read strictly: it stands in
 * YAML, in an ssh_config and in commands that root runs, so nothing passes that could mean something else there.
 */
@SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
public enum Question {
    SHAPE(
            "shape",
            "Where is the standby? home-backup, two-servers or hoster",
            answers -> true,
            answers -> "",
            (text, answers) -> Shape.of(text).word),
    ROLE(
            "role",
            "Which machine is this?",
            answers -> true,
            answers -> "",
            (text, answers) -> oneOf(text, answers.shape().roles())),
    PROVIDER(
            "provider",
            "Who serves the zone? " + OfferedProvider.words(),
            Answers::watches,
            answers -> "ovh",
            (text, answers) -> oneOf(text, OfferedProvider.types())),
    ZONE(
            "zone",
            "Which zone, like beerus.fr?",
            Answers::watches,
            answers -> "",
            (text, answers) -> ZoneName.parse(text)),
    NAME("name", "Which name in it? @ is the zone itself", Answers::watches, answers -> "www", Question::name),
    TTL(
            "ttl",
            "For how long may caches keep the record?",
            Answers::watches,
            answers -> "60s",
            (text, answers) -> ttl(text)),
    ENDPOINT(
            "endpoint",
            "Which region of OVH? ovh-eu, ovh-ca, ovh-us or a URL",
            answers -> answers.watches() && answers.is(PROVIDER, "ovh"),
            answers -> "ovh-eu",
            (text, answers) -> text.contains("://") ? url(text) : word(text)),
    ZONE_ID(
            "zone-id",
            "Which id has the hosted zone?",
            answers -> answers.watches() && answers.is(PROVIDER, "route53"),
            answers -> "",
            (text, answers) -> word(text)),
    MANAGED_ZONE(
            "managed-zone",
            "What is the zone called at Google?",
            answers -> answers.watches() && answers.is(PROVIDER, "google"),
            answers -> answers.get(ZONE).replace('.', '-'),
            (text, answers) -> word(text)),
    DNS_SERVER(
            "dns-server",
            "Which server takes the updates? HOST or HOST:PORT",
            answers -> answers.watches() && answers.is(PROVIDER, "rfc2136"),
            answers -> "",
            (text, answers) -> HostAndPort.parse(text, 53).toString()),
    TSIG_NAME(
            "tsig-name",
            "What is the TSIG key called?",
            answers -> answers.watches() && answers.is(PROVIDER, "rfc2136"),
            answers -> "failover-key.",
            (text, answers) -> HostAndPort.host(text.replaceFirst("\\.$", "")) + "."),
    URL(
            "url",
            "Which page says that the service is up?",
            Answers::watches,
            answers -> "https://" + answers.publicName() + "/",
            (text, answers) -> url(text)),
    PROD_ADDRESS(
            "prod-address",
            "Which IPv4 address has prod?",
            Answers::watches,
            answers -> "",
            (text, answers) -> ipv4(text)),
    STANDBY_ADDRESS(
            "standby-address",
            "Which IPv4 address has the standby?",
            answers -> answers.watches() && answers.shape() != Shape.HOME_BACKUP,
            answers -> "",
            (text, answers) -> ipv4(text)),
    PROD_SSH(
            "prod-ssh",
            "How is prod's SSH server reached, for the way back? HOST or HOST:PORT",
            Answers::takesOver,
            answers -> answers.get(PROD_ADDRESS).isEmpty() ? "" : answers.get(PROD_ADDRESS) + ":22",
            (text, answers) -> HostAndPort.parse(text, 22).toString()),
    BASTION(
            "bastion",
            "How is the SSH bastion reached from outside? HOST or HOST:PORT",
            answers -> !answers.watches() && answers.shape() == Shape.HOME_BACKUP,
            answers -> "",
            (text, answers) -> HostAndPort.parse(text, 22).toString()),
    STANDBY_SSH(
            "standby-ssh",
            "How is the standby's SSH server reached, from the bastion if there is one? HOST or HOST:PORT",
            answers -> !answers.watches(),
            answers -> "",
            (text, answers) -> HostAndPort.parse(text, 22).toString()),
    TRANSPORT(
            "transport",
            "How are files sent? sftp or rsync",
            Answers::sends,
            answers -> "sftp",
            (text, answers) -> oneOf(text, List.of("sftp", "rsync"))),
    ACCOUNT(
            "account",
            "Which account takes the files there?",
            answers -> !answers.watches() && answers.shape() == Shape.HOSTER,
            answers -> "",
            (text, answers) -> word(text)),
    REMOTE(
            "hoster-directory",
            "Into which directory there?",
            answers -> !answers.watches() && answers.shape() == Shape.HOSTER,
            answers -> "",
            (text, answers) -> path(text)),
    FILES(
            "files",
            "Which directory of prod is to be mirrored?",
            Answers::sends,
            answers -> "/var/www",
            (text, answers) -> below(path(text))),
    CERTIFICATES(
            "certificates",
            "Which certificates of prod, too? /etc/letsencrypt or none",
            answers -> !answers.watches() && answers.shape() != Shape.HOSTER,
            answers -> "none",
            (text, answers) -> text.equals("none") ? text : below(path(text))),
    REPLICA(
            "replica",
            "Where does the standby keep what is mirrored?",
            answers -> answers.shape() != Shape.HOSTER,
            answers -> "/srv/replica",
            (text, answers) -> path(text)),
    NOTIFIER(
            "notifier",
            "How does it reach your phone? ifttt or ntfy",
            answers -> true,
            answers -> "ifttt",
            (text, answers) -> oneOf(text, List.of("ifttt", "ntfy"))),
    EVENT(
            "event",
            "Which IFTTT event reaches your phone?",
            answers -> answers.is(NOTIFIER, "ifttt"),
            answers -> "site_down",
            (text, answers) -> word(text)),
    STATE(
            "state-directory",
            "Where is state kept?",
            answers -> true,
            answers -> "/var/lib/failover",
            (text, answers) -> path(text));

    private static final String WORD = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

    private final String option;
    private final String question;
    private final Predicate<Answers> applies;
    private final Function<Answers, String> usual;
    private final BiFunction<String, Answers, String> reading;

    Question(
            String option,
            String question,
            Predicate<Answers> applies,
            Function<Answers, String> usual,
            BiFunction<String, Answers, String> reading) {
        this.option = option;
        this.question = question;
        this.applies = applies;
        this.usual = usual;
        this.reading = reading;
    }

    /** {@code --zone}. */
    public String option() {
        return "--" + option;
    }

    /** As it is put to a human. */
    public String question() {
        return question;
    }

    /** Whether it matters, after what is known already. */
    boolean applies(Answers answers) {
        return applies.test(answers);
    }

    /** What is taken without an answer; empty if there must be one. */
    String usual(Answers answers) {
        return usual.apply(answers);
    }

    /** Whether what is usual follows from another answer, and says nothing if that one is missing. */
    boolean follows() {
        return this == URL || this == PROD_SSH;
    }

    /**
     * The answer in its one spelling.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    String read(String text, Answers answers) {
        return reading.apply(text, answers);
    }

    private static String oneOf(String text, List<String> words) {
        if (words.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(
                "must be " + String.join(" or ", words) + ", not \"" + Excerpt.of(text) + "\"");
    }

    private static String word(String text) {
        if (text.matches(WORD)) {
            return text;
        }
        throw new IllegalArgumentException(
                "must be letters, digits, hyphens and underscores, not \"" + Excerpt.of(text) + "\"");
    }

    private static String name(String text, Answers answers) {
        String zone = answers.get(ZONE);
        if (text.equals(zone) || text.endsWith("." + zone)) {
            throw new IllegalArgumentException("is relative to the zone: \"" + Excerpt.of(text) + "\" ends with it");
        }
        return new RecordKey(text, RecordType.A).name();
    }

    private static String ttl(String text) {
        if (SettingsReader.parseDuration(text).toSeconds() < 1) {
            throw new IllegalArgumentException("must be 1s at least");
        }
        return text;
    }

    private static String ipv4(String text) {
        if (text.matches("((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(?!$)|$)){4}")) {
            return text;
        }
        throw new IllegalArgumentException(
                "must be an IPv4 address like 203.0.113.10, not \"" + Excerpt.of(text) + "\"");
    }

    private static String path(String text) {
        if (text.matches("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")) {
            return text;
        }
        throw new IllegalArgumentException(
                "must be an absolute path of letters, digits, dots, hyphens and underscores, not \"" + Excerpt.of(text)
                        + "\"");
    }

    /** The directory above is what an account is confined to. */
    private static String below(String path) {
        if (path.lastIndexOf('/') == 0) {
            throw new IllegalArgumentException(
                    "must be below another directory, as " + path + " is not: whoever sends files is confined to that");
        }
        return path;
    }

    private static String url(String text) {
        try {
            URI url = new URI(text);
            if (text.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/?&=%+-]*)?")
                    && url.getHost() != null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "must be a URL like https://www.example.org/, not \"" + Excerpt.of(text) + "\"");
    }
}
