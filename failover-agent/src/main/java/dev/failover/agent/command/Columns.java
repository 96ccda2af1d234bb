package dev.failover.agent.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Breaks lines for a terminal. Elsewhere they stay whole, for whoever searches them. */
final class Columns {
    /** Only the script can tell how wide the standard output is; absent where that is no terminal. */
    private static final String PROPERTY = "failover.columns";
    /** Longer lines are hard to read, however wide the window. */
    private static final int MOST = 100;

    private static final int LEAST = 40;
    /** How much further in than its beginning a line goes on. */
    private static final int HANGING = 4;

    private Columns() {}

    /** Prints what is printed, its lines broken if the standard output is a terminal; at once, however many lines they are. */
    static void print(PrintStream out, Consumer<PrintStream> printing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream whole = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        printing.accept(whole);
        whole.flush();
        String text = bytes.toString(StandardCharsets.UTF_8);
        Integer wide = Integer.getInteger(PROPERTY);
        if (wide == null || wide <= 0) {
            out.print(text);
            return;
        }
        int columns = Math.max(LEAST, Math.min(MOST, wide));
        text.lines().flatMap(line -> wrap(line, columns).stream()).forEach(out::println);
    }

    /** Breaks a line at its blanks; a word that is too long for a line of its own stays whole. */
    static List<String> wrap(String line, int columns) {
        int indent = line.length() - line.stripLeading().length();
        String hanging = " ".repeat(indent + HANGING);
        List<String> lines = new ArrayList<>();
        String rest = line;
        int begun = indent;
        while (rest.length() > columns) {
            int blank = rest.lastIndexOf(' ', columns);
            if (blank <= begun) {
                blank = rest.indexOf(' ', columns);
            }
            if (blank < 0) {
                break;
            }
            lines.add(rest.substring(0, blank).stripTrailing());
            rest = hanging + rest.substring(blank).stripLeading();
            begun = hanging.length();
        }
        lines.add(rest);
        return lines;
    }
}
