package dev.failover.sftp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;

/** Which algorithms are offered, in what order. Pure. */
final class Algorithms {
    /** SHA-1 and DSA are broken: only for whoever asks for them by name. */
    private static final Set<String> BROKEN = Set.of("ssh-rsa", "ssh-dss");

    private Algorithms() {}

    /**
     * Chooses those a host may prove itself with.
     *
     * @param available all there are, the best first
     * @param configured as ssh_config(5) has it: a list, or a change of the usual one, led by +, - or ^
     * @param known the kinds of keys known for the host
     */
    static List<String> forHostKeys(List<String> available, Optional<String> configured, Set<String> known) {
        // A certificate would have to be verified against an authority, which is not done.
        List<String> plain =
                available.stream().filter(name -> !name.contains("-cert-")).toList();
        List<String> usual = plain.stream()
                .filter(name -> !BROKEN.contains(name))
                .sorted(Comparator.comparing(name -> !known.contains(KeyUtils.getCanonicalKeyType(name))))
                .toList();
        return change(plain, usual, configured);
    }

    /** What remains of the usual algorithms, of any kind, as ssh_config(5) has it. */
    static List<String> change(List<String> available, List<String> usual, Optional<String> configured) {
        if (configured.isEmpty()) {
            return usual;
        }
        String text = configured.get();
        char lead = text.charAt(0);
        List<String> named = Arrays.stream(
                        (lead == '+' || lead == '-' || lead == '^' ? text.substring(1) : text).split(","))
                .map(String::strip)
                .flatMap(pattern -> available.stream().filter(name -> HostPattern.matches(pattern, name)))
                .toList();
        List<String> chosen = new ArrayList<>();
        switch (lead) {
            case '+' -> {
                chosen.addAll(usual);
                chosen.addAll(named);
            }
            case '-' -> usual.stream().filter(name -> !named.contains(name)).forEach(chosen::add);
            case '^' -> {
                chosen.addAll(named);
                chosen.addAll(usual);
            }
            default -> chosen.addAll(named);
        }
        return chosen.stream().distinct().toList();
    }
}
