package dev.failover.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What one channel wants: data, by which one engine speaks to all of them. All texts may have blanks (see {@link Template}). It is
 * written down in one expression, in {@link WebhookPreset}, and not changed after that.
 */
final class Preset {
    /** Whether a setting has a place in the request. */
    enum Use {
        REQUIRED,
        OPTIONAL,
        NONE
    }

    /** An object or a list. */
    final Object body;

    final Map<String, String> headers = new LinkedHashMap<>();
    String method = "POST";
    /** The URL unless the user gives one; empty if the user must. */
    String home = "";
    /** What comes after that URL. */
    String path = "";
    /** Corrects a URL that users copy from the vendor. */
    UnaryOperator<String> spelling = UnaryOperator.identity();

    Use token = Use.NONE;
    Use to = Use.NONE;
    /** Whether the token is sent as RFC 6750 has it. */
    boolean bearer;

    Limit title = Limit.characters(250);
    Limit text = Limit.characters(20_000);
    Neutral neutral = Neutral.AS_IS;
    /** The statuses of a success; empty if any from 200 to 299 is. */
    Set<Integer> success = Set.of();

    Sign sign = Sign.none();
    /** Which setting to look at, by status, if not {@code url}. */
    Map<Integer, String> suspects = Map.of();
    /** A path that can be read to see whether the settings are right, without sending anything; empty for none. */
    String probe = "";

    private Preset(Object body) {
        this.body = body;
    }

    /** A POST to the user's URL. */
    static Preset of(Object body) {
        return new Preset(body);
    }

    Preset by(String verb) {
        method = verb;
        return this;
    }

    Preset at(String vendor, String below) {
        home = vendor;
        path = below;
        return this;
    }

    Preset spelled(UnaryOperator<String> corrected) {
        spelling = corrected;
        return this;
    }

    Preset using(Use ofToken, Use ofReceiver) {
        token = ofToken;
        to = ofReceiver;
        return this;
    }

    Preset withBearer() {
        bearer = true;
        return this;
    }

    Preset header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Preset limited(Limit ofTitle, Limit ofText, Neutral how) {
        title = ofTitle;
        text = ofText;
        neutral = how;
        return this;
    }

    Preset known(Sign by, Integer... statuses) {
        sign = by;
        success = Set.of(statuses);
        return this;
    }

    Preset suspecting(Map<Integer, String> settings) {
        suspects = settings;
        return this;
    }

    Preset probedAt(String below) {
        probe = below;
        return this;
    }
}
