package dev.failover.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is printed while something is done, by a log that goes to the console as well. */
final class Printed {
    /** What may fail. */
    interface Action {
        void run() throws Exception;
    }

    private Printed() {}

    static String during(Action action) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(printed);
        System.setErr(printed);
        try {
            action.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
            printed.flush();
            err.print(bytes.toString(StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
