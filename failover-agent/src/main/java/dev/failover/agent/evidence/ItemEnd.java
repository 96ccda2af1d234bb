package dev.failover.agent.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** The last lines of an item, for a page that is read without the item. */
public final class ItemEnd {
    private static final int LONGEST = 16 * 1024;

    private ItemEnd() {}

    /** At most 16 KiB; empty if it is no text, or can't be read. */
    public static Optional<String> of(Path item) {
        try (FileChannel file = FileChannel.open(item, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long from = Math.max(0, file.size() - LONGEST);
            ByteBuffer end = ByteBuffer.allocate((int) (file.size() - from));
            while (end.hasRemaining() && file.read(end, from + end.position()) >= 0) {
                // Until all of it is there.
            }
            String text = decoded(end.flip(), from > 0);
            return text.isBlank() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param cut whether the first line may lack its beginning: it is left out, with what may be half a character */
    private static String decoded(ByteBuffer bytes, boolean cut) throws CharacterCodingException {
        if (cut) {
            int start = 0;
            while (start < bytes.limit() && bytes.get(start) != '\n') {
                start++;
            }
            bytes.position(start < bytes.limit() ? start + 1 : bytes.limit());
        }
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
