package dev.failover.ovh;

/** One edit of one record. */
sealed interface Edit {
    /** Gives an existing record this value, and the desired TTL. */
    record Put(ZoneRecord record, String value) implements Edit {}

    /** Adds a record of this value. */
    record Post(String value) implements Edit {}

    /** Takes a record away. */
    record Delete(ZoneRecord record) implements Edit {}
}
