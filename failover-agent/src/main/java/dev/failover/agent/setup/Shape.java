package dev.failover.agent.setup;

import java.util.List;

/** Where the standby is, and who watches from where. */
enum Shape {
    /** A micro server behind a home router with a changing address; SSH reaches it through a bastion. */
    HOME_BACKUP("home-backup", "home", "home"),
    /** Two rented servers with an address each. */
    TWO_SERVERS("two-servers", "standby", "standby"),
    /** Web space at a hoster, which takes files and runs no agent; a third machine watches. */
    HOSTER("hoster", "hoster", "watcher");

    /** The role of the machine that only mirrors. */
    static final String PROD = "prod";

    final String word;
    /** What the standby is called as a site, and as a host in ssh_config. */
    final String site;
    /** The role of the machine that watches and switches. */
    final String watcher;

    Shape(String word, String site, String watcher) {
        this.word = word;
        this.site = site;
        this.watcher = watcher;
    }

    static Shape of(String word) {
        for (Shape shape : values()) {
            if (shape.word.equals(word)) {
                return shape;
            }
        }
        throw new IllegalArgumentException("must be home-backup, two-servers or hoster, not \"" + word + "\"");
    }

    List<String> roles() {
        return List.of(PROD, watcher);
    }
}
