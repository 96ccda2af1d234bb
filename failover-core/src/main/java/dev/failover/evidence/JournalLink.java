package dev.failover.evidence;

import dev.failover.journal.JournalEntry;
import dev.failover.journal.JournalEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An entry of the journal, by its number and by what it says.
 *
 * @param sha256 over all that it says, in lower-case hexadecimal; the same whichever version wrote it down
 */
public record JournalLink(long sequence, String sha256) {
    /** That of an entry. */
    public static JournalLink of(JournalEntry entry) {
        JournalEvent event = entry.event();
        List<String> said = new ArrayList<>(List.of(
                String.valueOf(entry.sequence()),
                entry.service(),
                event.at().toString(),
                event.kind().toString(),
                event.text()));
        event.facts().forEach((name, value) -> {
            said.add(name);
            said.add(value);
        });
        return new JournalLink(entry.sequence(), hash(said));
    }

    /** With their lengths, so that no two lists are alike. */
    private static String hash(List<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
