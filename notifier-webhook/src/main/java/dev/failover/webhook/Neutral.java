package dev.failover.webhook;

/** How a text of others is written so that a channel shows it and does nothing else: no mention, no link, no markup. */
enum Neutral {
    /** The channel takes text as text. */
    AS_IS {
        @Override
        String of(int before, int character) {
            return Character.toString(character);
        }
    },

    /** Slack's three control characters: without them there is no {@code <!channel>} and no {@code <https://…|link>}. */
    SLACK {
        @Override
        String of(int before, int character) {
            return switch (character) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                default -> Character.toString(character);
            };
        }
    },

    /** Discord's markup, by a backslash before each character that can begin or end it. */
    DISCORD {
        private static final String MARKUP = "\\*_~`|<>[]()#@";

        @Override
        String of(int before, int character) {
            return (MARKUP.indexOf(character) < 0 ? "" : "\\") + Character.toString(character);
        }
    },

    /** A name after an at sign calls its bearer, unless the two are not next to each other: a word joiner has no width. */
    TELEGRAM {
        @Override
        String of(int before, int character) {
            return character == '@' && !Character.isLetterOrDigit(before) ? "@\u2060" : Character.toString(character);
        }
    };

    /**
     * One character, as the channel must be given it.
     *
     * @param before the one before it; 0 at the beginning
     */
    abstract String of(int before, int character);
}
