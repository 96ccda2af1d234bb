package dev.failover.agent.page;

/**
 * A file of the exported page.
 *
 * @param name below where it is put: {@code badge/www.svg}
 * @param type as HTTP has it
 */
record ExportedFile(String name, String type, String text) {}
