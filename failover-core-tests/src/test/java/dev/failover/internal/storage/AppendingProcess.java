package dev.failover.internal.storage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Appends numbered entries until it is killed; says each number once its entry is acknowledged. */
final class AppendingProcess {
    private AppendingProcess() {}

    public static void main(String[] arguments) {
        Random random = new Random(Long.parseLong(arguments[1]));
        try {
            append(StateDirectory.open(Path.of(arguments[0])), random);
        } catch (RuntimeException e) {
            say(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static void append(StateDirectory state, Random random) {
        DurableLog log = state.log("journal");
        List<String> entries = new ArrayList<>(log.entries());
        int next = entries.isEmpty() ? 0 : number(entries.get(entries.size() - 1)) + 1;
        for (int i = next; ; i++) {
            String entry = i + " " + "x".repeat(random.nextInt(random.nextInt(4) == 0 ? 900_000 : 20_000));
            log.append(entry);
            say(Integer.toString(i));
            entries.add(entry);
            if (entries.size() > 50) {
                entries.subList(0, 40).clear();
                log.rewrite(entries);
            }
        }
    }

    static int number(String entry) {
        return Integer.parseInt(entry.substring(0, entry.indexOf(' ')));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
