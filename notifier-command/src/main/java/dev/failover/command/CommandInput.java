package dev.failover.command;

import dev.failover.component.Excerpt;
import dev.failover.http.Json;
import dev.failover.notify.Notification;

/** What a program is given to read. */
public enum CommandInput {
    /** The whole notification as one object: its {@link Notification#members}. */
    JSON {
        @Override
        String of(Notification notification, int maxLength) {
            return Json.write(notification.members()) + "\n";
        }
    },

    /** What a human reads: severity and title in the first line, then the text, then service and time. */
    TEXT {
        @Override
        String of(Notification told, int maxLength) {
            String first = told.severity() + ": " + Excerpt.of(told.title(), LONGEST);
            String text = Excerpt.ofLines(told.text(), LONGEST);
            String service = Excerpt.of(told.service());
            String all = first
                    + (text.isEmpty() ? "" : "\n" + text)
                    + "\n"
                    + (service.isEmpty() ? "" : service + ", ")
                    + told.at();
            // One less for the "…" of what is cut.
            boolean fits = all.codePointCount(0, all.length()) <= maxLength;
            return fits ? all : Excerpt.ofLines(all, maxLength - 1);
        }
    };

    private static final int LONGEST = 40_000;

    /** @param maxLength characters (Unicode code points) at most; heeded where a cut leaves something that can be read */
    abstract String of(Notification notification, int maxLength);
}
