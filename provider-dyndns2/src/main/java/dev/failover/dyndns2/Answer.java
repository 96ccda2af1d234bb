package dev.failover.dyndns2;

import dev.failover.dns.RecordKey;
import dev.failover.dns.RecordSet;
import dev.failover.dns.RecordType;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a vendor's word means (help.dyn.com/return-codes; noip.com/integrate/response; {@code badsys} as OVH answers). Reads; does nothing.
 *
 * @param word the first of the answer, in lower case
 * @param addresses what it says that the name has now; empty if it does not say
 */
record Answer(String word, Set<String> addresses) {
    private static final Set<String> TAKEN = Set.of("good", "nochg");

    /** As No-IP and Dyn ask for, of whatever is the vendor's own trouble; and of a block, of which nobody says how long it lasts. */
    private static final Duration LONG = Duration.ofMinutes(30);
    /** Of what a human has to put right. */
    private static final Duration SHORT = Duration.ofMinutes(10);

    private static final Map<String, Meaning> MEANINGS = Map.ofEntries(
            account("badauth", SHORT, "it does not know user and password"),
            account("abuse", LONG, "it has blocked this account or name for too many updates; unblock it there"),
            account("badagent", LONG, "it does not serve this client; give a contact, or ask it why"),
            account("!donator", SHORT, "the account lacks what was asked for"),
            name("nohost", "the name is not one that user may update; make it there first, as a dynamic one"),
            name("!yours", "the name is another account's"),
            name("notfqdn", "it takes the name for none"),
            name("numhost", "the name has several addresses there, or the update too many names"),
            name("badsys", "it wants a parameter that was not sent; if the endpoint is one of vendor's, set that"),
            own("dnserr", "its DNS is in trouble"),
            own("911", "it is in trouble, or at maintenance"));

    /**
     * What becomes of it.
     *
     * @param rejected whether a human has to put something right
     * @param all whether it is about the account, not the name
     * @param pause for how long nothing is sent then
     */
    record Meaning(boolean rejected, boolean all, Duration pause, String sentence) {}

    private static Map.Entry<String, Meaning> account(String word, Duration pause, String sentence) {
        return Map.entry(word, new Meaning(true, true, pause, sentence));
    }

    private static Map.Entry<String, Meaning> name(String word, String sentence) {
        return Map.entry(word, new Meaning(true, false, SHORT, sentence));
    }

    private static Map.Entry<String, Meaning> own(String word, String sentence) {
        return Map.entry(word, new Meaning(false, true, LONG, sentence));
    }

    /** Of one update of one name: the first line counts. */
    static Answer read(String body) {
        String line = body.strip().lines().findFirst().orElse("").strip();
        String[] words = line.split("[\\s,]+", -1);
        Set<String> addresses = new TreeSet<>();
        for (int i = 1; i < words.length; i++) {
            canonical(words[i]).ifPresent(addresses::add);
        }
        return new Answer(words[0].toLowerCase(Locale.ROOT), addresses);
    }

    private static Optional<String> canonical(String text) {
        RecordType type = text.contains(":") ? RecordType.AAAA : RecordType.A;
        try {
            return RecordSet.of(new RecordKey(RecordKey.APEX, type), Duration.ZERO, text).values().stream()
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isTaken() {
        return TAKEN.contains(word);
    }

    /** What is wrong; empty of a word that nobody knows. */
    Optional<Meaning> meaning() {
        return Optional.ofNullable(MEANINGS.get(word));
    }
}
