package dev.failover.health;

import java.nio.charset.StandardCharsets;

/** Names of users and databases, as they stand in the messages of database servers. */
final class ServerNames {
    /** Longer than PostgreSQL (63 bytes), MariaDB (80 characters) and MySQL (32 characters) have any. */
    private static final int LONGEST = 320;

    private ServerNames() {}

    /** The name, if it can be one: in the messages, a zero byte ends it. */
    static String checked(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be a name of 1 to " + LONGEST + " bytes, without a NUL character");
        }
        return name;
    }
}
