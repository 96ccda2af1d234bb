package dev.failover.rsync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code rsync --stats} says at the end of a run, gathered line by line. Lines come from one thread, and are asked for after it. */
final class Statistics {
    private static final Pattern ENTRIES = Pattern.compile("Number of files: (\\d+).*");
    private static final Pattern FILES = Pattern.compile("Number of files: .*?\\(.*?reg: (\\d+).*");
    private static final Pattern DIRECTORIES = Pattern.compile("Number of files: .*?\\(.*?dir: (\\d+).*");
    /** Which are passed over. */
    private static final Pattern SPECIAL = Pattern.compile("Number of files: .*?\\(.*?special: (\\d+).*");

    private static final Pattern DEVICES = Pattern.compile("Number of files: .*?\\(.*?dev: (\\d+).*");
    private static final Pattern CREATED = Pattern.compile("Number of created files: (\\d+).*");
    private static final Pattern CREATED_DIRECTORIES =
            Pattern.compile("Number of created files: .*?\\(.*?dir: (\\d+).*");
    private static final Pattern DELETED = Pattern.compile("Number of deleted files: (\\d+).*");
    private static final Pattern SENT = Pattern.compile("Number of regular files transferred: (\\d+)");
    private static final Pattern BYTES = Pattern.compile("Total file size: (\\d+) bytes");
    private static final Pattern SENT_BYTES = Pattern.compile("Total transferred file size: (\\d+) bytes");

    private long entries;
    private long files;
    private long directories;
    private long passedOver;
    private long created;
    private long createdDirectories;
    private long deleted;
    private long sentFiles;
    private long bytes;
    private long sentBytes;

    /** @return whether the line was one of these */
    synchronized boolean read(String line) {
        if (!line.startsWith("Number of ") && !line.startsWith("Total ")) {
            return false;
        }
        entries += value(ENTRIES, line);
        files += value(FILES, line);
        directories += value(DIRECTORIES, line);
        passedOver += value(SPECIAL, line) + value(DEVICES, line);
        created += value(CREATED, line);
        createdDirectories += value(CREATED_DIRECTORIES, line);
        deleted += value(DELETED, line);
        sentFiles += value(SENT, line);
        bytes += value(BYTES, line);
        sentBytes += value(SENT_BYTES, line);
        return true;
    }

    private static long value(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Files, directories and links of the source, its root among them. */
    synchronized long entries() {
        return entries;
    }

    synchronized long files() {
        return files;
    }

    /** Whether nothing of it was there before, but perhaps the root. */
    synchronized boolean allCreated() {
        return created - createdDirectories == entries - passedOver - directories
                && createdDirectories >= directories - 1;
    }

    synchronized long deleted() {
        return deleted;
    }

    synchronized long sentFiles() {
        return sentFiles;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long sentBytes() {
        return sentBytes;
    }
}
