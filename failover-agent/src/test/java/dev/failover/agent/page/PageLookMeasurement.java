package dev.failover.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import dev.failover.agent.config.PageDefinition.Show;
import dev.failover.agent.page.model.Facts;
import dev.failover.agent.page.model.PublicStatus;
import dev.failover.component.Secret;
import dev.failover.time.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the pages look in a browser: nothing overflows, everything can be read, and reached without a mouse; with and without scripts.
 *
 * <p>Takes Chromium ({@code apt-get install chromium}) and half a minute, so it is run on demand: {@code ./verify --measure}. With {@code
 * -Dpage.pictures=DIRECTORY} it also makes the pictures of the documentation anew.
 */
@Tag("measure")
@DisplayName("The pages in a browser")
class PageLookMeasurement {
    private static final int[] WIDTHS = {320, 360, 768, 1280};
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Of WCAG 2.2, 1.4.3. */
    private static final double LEAST_CONTRAST = 4.5;

    /** What sticks out at the right, but for what is put out of sight on purpose. */
    private static final String OVERFLOW = """
            [...document.querySelectorAll('body *')]
              .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.right > innerWidth + 0.5; })
              .map(e => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 40))
              .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : [])
              .join('; ')""";

    /** The least contrast of any text with what is behind it, and which text that is. */
    private static final String CONTRAST = """
            (() => {
              const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
              const light = colour => parts(colour).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = element => {
                for (let e = element; e; e = e.parentElement) {
                  const ground = getComputedStyle(e).backgroundColor, alpha = parts(ground)[3];
                  if (alpha === undefined || alpha === 1) return ground;
                }
                return 'rgb(255, 255, 255)';
              };
              let least = { ratio: 21, text: '' };
              for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
                if (e.closest('svg') || e.getBoundingClientRect().width === 0) continue;
                const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < least.ratio) least = { ratio, text: e.textContent.slice(0, 40) };
              }
              return least;
            })()""";

    private static final String FOCUSED =
            "(e => e === document.body ? '' : e.getAttribute('href') || e.name || e.textContent)(document.activeElement)";

    private static final String FOCUSABLE =
            "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')]"
                    + ".map(e => e.getAttribute('href') || e.name || e.textContent).join('\\n')";

    @TempDir
    Path directory;

    private Browser browser;
    private final AtomicReference<Facts> facts = new AtomicReference<>(Scene.QUIET.facts());
    private Served served;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start(directory.resolve("profile"));
        Acting acting = new Acting(
                asked -> {
                    throw new IllegalStateException("the forms are looked at, and never sent");
                },
                Secret.of("0123456789abcdef"),
                new Attempts(TimeSource.system()));
        served = new Served(facts::get, Show.OPERATOR, Optional.of(acting));
    }

    @AfterEach
    void stop() {
        served.close();
        browser.close();
    }

    private void show(Scene scene) {
        facts.set(scene.facts());
        served.snapshots.changed();
    }

    @Test
    @DisplayName("fit from 320 to 1,280 pixels, and can be read in light and in dark")
    void fitAndCanBeRead() throws Exception {
        List<String> faults = new ArrayList<>();
        for (Scene scene : Scene.values()) {
            show(scene);
            for (String path : List.of("/", "/public", "/service?name=www", "/act?verb=switch&service=www")) {
                for (boolean dark : new boolean[] {false, true}) {
                    browser.look(WIDTHS[0], 900, dark);
                    browser.open(served.url(path));
                    JsonElement least = browser.evaluate(CONTRAST);
                    String of = "%s %s %s: ".formatted(scene, path, dark ? "dark" : "light");
                    if (least.getAsJsonObject().get("ratio").getAsDouble() < LEAST_CONTRAST) {
                        faults.add(of + least);
                    }
                    for (int width : WIDTHS) {
                        browser.look(width, 900, dark);
                        String overflow = browser.evaluate(OVERFLOW).getAsString();
                        if (!overflow.isEmpty()) {
                            faults.add(of + width + " pixels: " + overflow);
                        }
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @DisplayName("are walked through by the Tab key, in the order in which they are read")
    void keyboard() throws Exception {
        browser.look(1280, 900, false);
        for (String path : List.of("/", "/public", "/act?verb=switch&service=www")) {
            browser.open(served.url(path));
            List<String> reached = new ArrayList<>();
            String focusable = browser.evaluate(FOCUSABLE).getAsString();
            for (int i = 0; i < focusable.lines().count(); i++) {
                browser.press("Tab");
                reached.add(browser.evaluate(FOCUSED).getAsString());
                assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                                .getAsString())
                        .as("the outline of " + reached.get(i))
                        .isNotEqualTo("none");
            }
            assertThat(reached).isEqualTo(focusable.lines().toList());
        }
    }

    private void await(String expression) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!browser.evaluate(expression).getAsBoolean()) {
            assertThat(System.nanoTime()).as("not in time: " + expression).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    @DisplayName("follow what happens with a script, and say everything without one")
    void scripts() throws Exception {
        browser.open(served.url("/"));
        await("document.querySelector('[data-live-state]').textContent === 'live'");
        show(Scene.SWITCHING);
        served.readers.changed();
        await("document.querySelector('h1').textContent === 'www is not reachable'");
        assertThat(browser.complaints()).isEmpty();
        browser.scripts(false);
        browser.open(served.url("/"));
        assertThat(browser.evaluate("document.body.innerText").getAsString())
                .contains("www is not reachable", "Switching to home", "connection refused");
    }

    @Test
    @DisplayName("warn as files once their time is over")
    void files() throws Exception {
        for (Instant until : List.of(Instant.parse("2999-01-01T00:00:00Z"), Instant.parse("2020-01-01T00:00:00Z"))) {
            Path files = directory.resolve("files");
            new DirectoryTarget(files).put(Export.of(PublicStatus.of(Scene.QUIET.facts(), Optional.of(until))));
            try (FilesServer server = new FilesServer(files)) {
                browser.open(server.url("index.html"));
                await("document.readyState === 'complete'");
                assertThat(browser.evaluate("document.querySelectorAll('.stale').length")
                                .getAsInt())
                        .isEqualTo(until.isBefore(Instant.parse("2025-01-01T00:00:00Z")) ? 1 : 0);
                assertThat(browser.evaluate("getComputedStyle(document.querySelector('.banner')).borderRadius")
                                .getAsString())
                        .isEqualTo("16px");
            }
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @DisplayName("are pictured for the documentation")
    void pictures() throws Exception {
        String where = System.getProperty("page.pictures");
        if (where == null) {
            return;
        }
        Path pictures = Files.createDirectories(Path.of(where));
        picture(pictures, Scene.QUIET, "/", "quiet-day", 1080, 900, false);
        picture(pictures, Scene.SWITCHING, "/", "failover-in-progress", 1080, 1200, true);
        picture(pictures, Scene.BOTH_DOWN, "/", "both-sites-down", 360, 1080, true);
        picture(pictures, Scene.LATCHED, "/", "latched", 1080, 780, false);
        picture(pictures, Scene.SWITCHING, "/public", "public", 360, 1080, false);
    }

    private void picture(Path pictures, Scene scene, String path, String name, int width, int height, boolean dark)
            throws Exception {
        show(scene);
        browser.look(width, height, dark);
        browser.open(served.url(path));
        byte[] small = Picture.small(browser.picture(true), height);
        assertThat(small.length).as(name).isLessThan(80 << 10);
        Files.write(pictures.resolve(name + ".png"), small);
    }
}
