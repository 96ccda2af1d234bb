package dev.failover.health;

import com.google.common.io.CharSource;
import com.google.gson.stream.MalformedJsonException;
import dev.failover.component.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an http check wants of a body. Immutable. */
sealed interface BodyExpectation {
    /**
     * What is wrong with a body, as the end of a sentence that begins with "answered 200"; empty if nothing is.
     *
     * @param limit how many bytes of the body the text is of at most
     * @throws TimedText.OverException once it took too long to find out
     */
    Optional<String> missing(TimedText body, int limit);

    /** Whether it may take until the deadline to find out, however short the body is. */
    boolean mayTakeLong();

    /** Text, exactly as written. */
    record Text(String wanted) implements BodyExpectation {
        @Override
        public Optional<String> missing(TimedText body, int limit) {
            return body.toString().contains(wanted)
                    ? Optional.empty()
                    : Optional.of("without the text expected in its first " + limit + " bytes");
        }

        @Override
        public boolean mayTakeLong() {
            return false;
        }
    }

    /** A match of a regular expression. */
    record Match(Pattern wanted) implements BodyExpectation {
        @Override
        public Optional<String> missing(TimedText body, int limit) {
            return wanted.matcher(body).find()
                    ? Optional.empty()
                    : Optional.of("without a match of the pattern in its first " + limit + " bytes");
        }

        @Override
        public boolean mayTakeLong() {
            return true;
        }
    }

    /**
     * A value at one place of a JSON document.
     *
     * @param wanted what is to be found in the value
     */
    record Json(JsonPath path, Pattern wanted) implements BodyExpectation {
        /** A value that is this one, as it is written. */
        static Json equal(JsonPath path, String value) {
            return new Json(path, Pattern.compile("\\A" + Pattern.quote(value) + "\\z"));
        }

        @Override
        public Optional<String> missing(TimedText body, int limit) {
            Optional<String> value;
            try (Reader reader = CharSource.wrap(body).openStream()) {
                value = path.valueIn(reader);
            } catch (EOFException e) {
                return Optional.of("without %s in the JSON of its first %s bytes".formatted(path, limit));
            } catch (MalformedJsonException e) {
                return Optional.of("with a body that is not JSON in its first " + limit + " bytes");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (value.isEmpty()) {
                return Optional.of("without a value at %s in its JSON".formatted(path));
            }
            return wanted.matcher(body.sameTimeFor(value.get())).find()
                    ? Optional.empty()
                    : Optional.of("with \"%s\" at %s, which is not what is expected"
                            .formatted(Excerpt.of(value.get(), 100), path));
        }

        @Override
        public boolean mayTakeLong() {
            return true;
        }
    }
}
