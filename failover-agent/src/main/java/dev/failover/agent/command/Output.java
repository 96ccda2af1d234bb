package dev.failover.agent.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import dev.failover.agent.control.ControlReply;
import dev.failover.agent.control.Documents;
import dev.failover.agent.control.StatusDocument;
import java.io.PrintStream;

/** How what came of a verb is printed. */
final class Output {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setPrettyPrinting()
            .create();

    private Output() {}

    /** Prints one document, a tree of JSON or a record. */
    static void json(PrintStream out, Object document) {
        out.println(GSON.toJson(document instanceof JsonElement tree ? tree : Documents.of(document)));
    }

    /**
     * Prints a reply: what was done to the standard output, what was not to the standard error.
     *
     *
     * @return the exit code
     */
    static int reply(Verb verb, ControlReply reply) {
        boolean done = reply.result() == ControlReply.Result.DONE;
        if (verb.json()) {
            json(verb.out(), reply.document());
        } else if (reply.document().has("services")) {
            Columns.print(
                    verb.out(),
                    out -> new StatusText(out).print(Documents.read(reply.document(), StatusDocument.class)));
        } else if (done) {
            reply.lines().forEach(verb.out()::println);
        }
        if (!done) {
            reply.lines().forEach(verb.err()::println);
        }
        return switch (reply.result()) {
            case DONE -> ExitCode.DONE;
            case INVALID -> ExitCode.BAD_USAGE;
            case REFUSED -> ExitCode.REFUSED;
            case ELSEWHERE -> ExitCode.IN_USE;
            case FAILED -> ExitCode.FAILED;
        };
    }
}
