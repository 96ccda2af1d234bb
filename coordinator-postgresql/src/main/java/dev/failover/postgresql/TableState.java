package dev.failover.postgresql;

/**
 * What is seen of the table and its server without changing anything.
 *
 * @param synchronousCommit what the server is asked to wait for before it says that something is committed
 * @param allowed whether all rights are there that are needed: to make the table if it is missing, else to use it
 */
record TableState(boolean standby, String synchronousCommit, boolean exists, boolean allowed) {}
