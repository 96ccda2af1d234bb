package dev.failover.agent.setup;

import dev.failover.ovh.AccessRule;
import dev.failover.ovh.OvhDnsProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of a first configuration; pure. */
final class Draft {
    private static final String LET_ENCRYPT_KEEPS_TO_ROOT = "exclude: [\"/accounts/\", \"/csr/\", \"/keys/\"]";

    private final Path configuration;
    private final Answers answers;
    private final List<Hop> hops;
    private final Map<Hop, String> publicKeys;
    private final Map<String, String> values = new HashMap<>();

    Draft(Path configuration, Answers answers, List<Hop> hops, Map<Hop, String> publicKeys) {
        this.configuration = configuration;
        this.answers = answers;
        this.hops = hops;
        this.publicKeys = publicKeys;
        for (Question question : Question.values()) {
            values.put(question.option().substring(2), answers.get(question));
        }
        values.put("options", answers.options());
        values.put("directory", String.valueOf(configuration.getParent()));
        values.put("file", configuration.toString());
        values.put("state", answers.get(Question.STATE));
        values.put("site", answers.shape().site);
        values.put("machine", answers.get(Question.ROLE));
        values.put("replica", replica(Question.FILES));
        values.put("prod-remote", remote(Question.FILES));
    }

    String configuration() {
        values.put("notifier", fill("notifier-" + answers.get(Question.NOTIFIER) + ".yaml"));
        if (!answers.watches()) {
            values.put("mirrors", mirrors());
            return fill("mirror.yaml");
        }
        values.put("provider", fill("provider-" + answers.get(Question.PROVIDER) + ".yaml"));
        values.put("standby", fill("standby-" + answers.shape().word + ".yaml"));
        values.put(
                "replica-age",
                answers.takesOver() ? "replica-max-age: 5m                     # of the files of a standby" : "");
        values.put("way-back", answers.takesOver() ? fill("way-back.yaml") : "");
        return fill("watch.yaml");
    }

    private String mirrors() {
        return trees().map(tree -> fill(
                        "mirror-tree.yaml",
                        Map.of(
                                "tree",
                                tree == Question.FILES ? "files" : "certificates",
                                "source",
                                answers.get(tree),
                                "remote",
                                remote(tree),
                                "exclude",
                                tree == Question.FILES ? "" : LET_ENCRYPT_KEEPS_TO_ROOT)))
                .collect(Collectors.joining("\n"));
    }

    /** What prod mirrors. */
    private Stream<Question> trees() {
        return Stream.of(Question.FILES, Question.CERTIFICATES)
                .filter(tree -> answers.get(tree).startsWith("/"));
    }

    /** The directory as the account sees it that is confined to the one above. */
    private String remote(Question tree) {
        String path = answers.get(tree);
        return answers.shape() == Shape.HOSTER
                ? answers.get(Question.REMOTE)
                : path.substring(Math.max(path.lastIndexOf('/'), 0));
    }

    private String replica(Question tree) {
        return answers.get(Question.REPLICA) + remote(tree);
    }

    String sshConfig() {
        values.put(
                "hops",
                hops.stream()
                        .map(hop -> fill("hop", hop.values()))
                        .collect(Collectors.joining())
                        .stripTrailing());
        return fill("ssh_config");
    }

    String knownHosts() {
        return fill("known_hosts");
    }

    String rights() {
        Stream<String> here = Stream.of(fill("rights-account.txt"), answers.watches() ? dns() : mirror(), unit());
        Stream<String> there = hops.stream().map(this::there);
        Stream<String> then = Stream.of(fill("rights-next.txt", Map.of("keys", String.join("\n", keys()))));
        values.put("parts", Stream.of(here, there, then).flatMap(parts -> parts).collect(Collectors.joining()));
        return fill("rights.txt");
    }

    private String mirror() {
        values.put(
                "certificate-rights",
                trees().anyMatch(tree -> tree == Question.CERTIFICATES) ? fill("rights-certificates.txt") : "");
        return fill("rights-mirror.txt", Map.of("source", answers.get(Question.FILES)));
    }

    private String dns() {
        String zone = answers.get(Question.ZONE);
        OfferedProvider provider = OfferedProvider.of(answers);
        String granted = switch (provider) {
            case OVH ->
                "OVH's key is to have these rights; `failover keys ovh` asks for them and for no others:\n#   "
                        + OvhDnsProvider.builder().zone(zone).accessRules(false).stream()
                                .map(AccessRule::toString)
                                .collect(Collectors.joining("\n#   "));
            case ROUTE53 ->
                "Amazon's key is to have the policy of docs/provider-route53.md, Least privilege, for " + zone;
            case GOOGLE ->
                "The service account is to have the role of docs/provider-google.md, Least privilege, on " + zone;
            case CLOUDFLARE, HETZNER, DESEC, GANDI, DIGITALOCEAN ->
                "The token is to have the rights of docs/provider-%s.md, Least privilege, for %s"
                        .formatted(provider.type, zone);
            case WEBHOOK ->
                "The server of the webhook keeps the vendor's key: see docs/provider-webhook.md, Least privilege, for "
                        + zone;
            case RFC2136 ->
                "The server is to grant %s to the key %s, as docs/provider-rfc2136.md, Least privilege, has it"
                        .formatted(answers.publicName(), answers.get(Question.TSIG_NAME));
        };
        return fill("rights-dns.txt", Map.of("dns", granted));
    }

    /** What the unit writes in: where it marks a source, or makes a replica one. */
    private String unit() {
        String paths = (answers.watches() ? Stream.of(values.get("replica")) : trees().map(answers::get))
                .map(path -> "-" + path + "/.failover")
                .collect(Collectors.joining(" "));
        return answers.watches() && !answers.takesOver() ? "" : fill("rights-write.txt", Map.of("paths", paths));
    }

    private String there(Hop hop) {
        Map<String, String> more = new HashMap<>(hop.values());
        more.put("public-key", String.valueOf(publicKeys.get(hop)));
        more.put("reload", "");
        if (hop.name().equals("bastion")) {
            more.put("host", answers.shape().site);
            more.put("destination", hops.get(0).server().toString());
            return fill("rights-bastion.txt", more);
        }
        if (answers.shape() == Shape.HOSTER) {
            return fill("rights-hoster.txt", more);
        }
        if (answers.watches()) {
            String files = answers.get(Question.FILES);
            more.put("root", files.substring(0, files.lastIndexOf('/')));
            more.put("trees", fill("rights-return.txt", more));
        } else {
            more.put("root", answers.get(Question.REPLICA));
            more.put(
                    "trees",
                    fill(
                            "rights-replica.txt",
                            Map.of("replica-directory", answers.get(Question.REPLICA), "replicas", replicas())));
            more.put("reload", trees().count() > 1 ? fill("rights-reload.txt") : "");
        }
        String transport = answers.get(Question.TRANSPORT);
        more.put("confinement", fill("rights-confinement-" + transport + ".txt", more));
        more.put("shell", answers.is(Question.TRANSPORT, "rsync") ? fill("rights-shell.txt") : "");
        more.put("match", fill("sshd-" + transport, more));
        more.put("key-options", fill("key-options-" + transport, more));
        return fill("rights-receive.txt", more);
    }

    private String replicas() {
        return trees().map(this::replica)
                .map(path -> path + " " + path + "/.failover")
                .collect(Collectors.joining(" "));
    }

    private List<String> keys() {
        String put = "failover keys put %s -c " + configuration;
        Stream<String> dns = !answers.watches()
                ? Stream.of()
                : switch (OfferedProvider.of(answers)) {
                    case OVH ->
                        Stream.of("failover keys ovh --zone %s --endpoint %s -c %s"
                                .formatted(answers.get(Question.ZONE), answers.get(Question.ENDPOINT), configuration));
                    case ROUTE53 ->
                        Stream.of(put.formatted("aws-access-key-id"), put.formatted("aws-secret-access-key"));
                    case GOOGLE ->
                        // A file of several lines, as Google hands it out.
                        Stream.of("install -m 600 -o %1$s -g %1$s google.json %2$s/keys/google.json"
                                .formatted(Account.NAME, configuration.getParent()));
                    case CLOUDFLARE, HETZNER, DESEC, GANDI, DIGITALOCEAN ->
                        Stream.of(put.formatted(answers.get(Question.PROVIDER) + "-token"));
                    case WEBHOOK -> Stream.of();
                    case RFC2136 -> Stream.of(put.formatted("tsig"));
                };
        return Stream.concat(
                        dns, Stream.of(put.formatted(answers.is(Question.NOTIFIER, "ifttt") ? "ifttt" : "ntfy-topic")))
                .toList();
    }

    private String fill(String template) {
        return fill(template, Map.of());
    }

    private String fill(String template, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(more);
        return Template.fill(template, all);
    }
}
