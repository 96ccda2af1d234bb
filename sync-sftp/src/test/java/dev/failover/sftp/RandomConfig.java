package dev.failover.sftp;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Lines of an ssh_config thrown together: most of them right, some of them nonsense. */
final class RandomConfig {
    private static final List<String> KEYWORDS = List.of(
            "Host",
            "Host",
            "Match",
            "HostName",
            "User",
            "Port",
            "IdentityFile",
            "IdentitiesOnly",
            "ProxyJump",
            "ProxyCommand",
            "ConnectTimeout",
            "ServerAliveInterval",
            "HostKeyAlias",
            "Include",
            "UserKnownHostsFile",
            "IdentityAgent");
    private static final List<String> HOSTS =
            List.of("backup", "*", "!backup", "b*", "other", "b?ckup", "*.example.org", "\"backup\"", "back", "!o*");
    private static final List<String> CRITERIA = List.of(
            "all",
            "host backup",
            "host \"b*,!x\"",
            "originalhost back*",
            "user root",
            "!host other",
            "final",
            "canonical",
            "localuser *",
            "!user nobody");
    private static final List<String> WORDS = List.of(
            "plain",
            "\"two words\"",
            "'single'",
            "a\\ b",
            "x=y",
            "#tail",
            "1m30",
            "22",
            "2222",
            "yes",
            "no",
            "none",
            "~/.ssh/id",
            "real.example.org",
            "jump@bastion:22",
            "\\\"q",
            "bastion,second",
            "\"open",
            "%h",
            "%%");

    private RandomConfig() {}

    static String of(Random random, Path directory) {
        StringBuilder text = new StringBuilder();
        int lines = 2 + random.nextInt(7);
        for (int i = 0; i < lines; i++) {
            String keyword = any(random, KEYWORDS);
            text.append(any(random, List.of("", "  ", "\t")))
                    .append(random.nextInt(12) == 0 ? "\"" + keyword + "\"" : keyword)
                    .append(any(random, List.of(" ", " ", "\t ", "=", " = ", " =")))
                    .append(value(random, keyword, directory))
                    .append(any(random, List.of("", "", " ", " # said", "\t\r")))
                    .append('\n');
        }
        return text.toString();
    }

    private static String value(Random random, String keyword, Path directory) {
        // Left out is what is taken, and does not matter: a hop whose name has quotes, a host named 22, which is an old
        // way to write 0.0.0.22.
        boolean nonsense = random.nextInt(10) == 0 && !keyword.equals("ProxyJump") && !keyword.equals("HostName");
        return switch (nonsense ? "" : keyword) {
            case "Host" -> any(random, HOSTS) + (random.nextBoolean() ? " " + any(random, HOSTS) : "");
            case "Match" -> any(random, CRITERIA) + (random.nextInt(3) == 0 ? " " + any(random, CRITERIA) : "");
            case "Port", "ConnectTimeout", "ServerAliveInterval" -> any(random, List.of("22", "2222", "\"7\"", "30"));
            case "IdentitiesOnly" -> any(random, List.of("yes", "no", "true", "NO"));
            case "Include" -> directory + any(random, List.of("/one.conf", "/[ot]*.conf", "/two.conf", "/none.conf"));
            case "HostName" ->
                any(random, List.of("real.example.org", "%h.example.org", "192.0.2.1", "\"R.example.org\""));
            case "ProxyJump" -> any(random, List.of("bastion", "j@b:22", "a,b", "ssh://j@b", "[2001:db8::1]:22"));
            default -> any(random, WORDS) + (nonsense && random.nextBoolean() ? " " + any(random, WORDS) : "");
        };
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
