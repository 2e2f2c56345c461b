package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.report.LiveReport;
import dev.luthier.report.ReportMaker;
import dev.luthier.report.ReportPage;
import dev.luthier.report.SamplePopulation;
import dev.luthier.report.SampleStudy;
import dev.luthier.report.StudyReport;
import dev.luthier.report.TwoObjectives;
import dev.luthier.report.WatchedStudy;
import dev.luthier.search.Trial;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Looks at the page of a study with Chromium. Pictures are kept in target/screenshots. */
@Tag("interop")
@Timeout(600)
class ReportInteropTest {

  private static final int TRIALS = 200;
  private static final long MOST_BYTES = 6_000_000;

  /** The page takes less than 2; a machine may have other work. */
  private static final double MOST_SECONDS = 60;

  /** Other work of the machine does not count here. */
  private static final double MOST_WORK_SECONDS = 4;

  /** How many pixels of a chart are not empty. */
  private static final String INK =
      """
      ((canvas) => {
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let ink = 0;
        for (let i = 3; i < pixels.length; i += 4) ink += pixels[i] > 0;
        return ink;
      })(arguments[0].querySelector('canvas'))""";

  @TempDir private Path directory;
  private Browser browser;
  private SampleStudy study;
  private Path file;
  private JsonNode data;

  @BeforeEach
  void writeReport() throws IOException {
    browser = Browser.required();
    study = new SampleStudy(directory.resolve("study"));
    study.fill(TRIALS);
    StudyReport report =
        new ReportMaker(study.spec, study.directory)
            .of(study.store.changedSince(0), 3600, InstantSource.system().instant());
    data = new ObjectMapper().readTree(ReportPage.json(report));
    file = directory.resolve("report.html");
    Files.writeString(file, ReportPage.html(report, ReportPage.Kind.FILE));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (study != null) {
      study.close();
    }
  }

  private double open() throws InterruptedException {
    return browser.open(file.toUri().toString());
  }

  private List<String> charts() {
    return ((List<?>)
            browser.value(
                "[...document.querySelectorAll('section:not([hidden]) .chart')].map(chart =>"
                    + " chart.getAttribute('aria-label'))"))
        .stream().map(String::valueOf).toList();
  }

  @Test
  void allPlotsAreThereAndNothingIsTakenForMarkup(TestReporter reporter) throws Exception {
    double seconds = open();
    double work = browser.workSeconds();
    reporter.publishEntry("seconds that its main thread has worked", Double.toString(work));
    reporter.publishEntry("seconds to load a report of 200 trials", Double.toString(seconds));
    reporter.publishEntry("bytes", Long.toString(Files.size(file)));
    assertTrue(seconds < MOST_SECONDS, seconds + " s");
    assertTrue(work < MOST_WORK_SECONDS, work + " s");
    assertTrue(Files.size(file) < MOST_BYTES, Files.size(file) + " bytes");
    List<String> charts = charts();
    // History, curves, importance, parallel, a slice a parameter, contour, confusion, timeline.
    assertEquals(7 + data.get("parameters").size(), charts.size(), charts.toString());
    for (int i = 0; i < charts.size(); i++) {
      Object chart =
          browser.value(
              "document.querySelectorAll('section:not([hidden]) .chart')[arguments[0]]", i);
      assertTrue(charts.get(i).contains(". "), charts.get(i) + " has no summary");
      assertTrue(browser.number(INK, chart) > 500, charts.get(i) + " is empty");
    }
    assertEquals("sample – Luthier study", browser.text("document.title"));
    assertEquals(0, browser.number("document.querySelectorAll('main img, main script').length"));
    assertEquals(
        data.at("/trials/8/error").textValue(),
        browser.text(
            "document.querySelector('#trials-table tbody tr:nth-child(9)').lastChild.textContent"));
    browser.screenshot("report", 1400);
    assertEquals(List.of(), browser.errors());
  }

  @Test
  void theTableFiltersAndSorts() throws Exception {
    open();
    assertEquals(TRIALS, rows());
    browser.find("#trials input").sendKeys("standardize pruned");
    assertEquals(matching("STANDARDIZE", "PRUNED"), rows());
    browser.find("#trials input").clear();
    browser.find("#trials input").sendKeys(Keys.BACK_SPACE);
    browser.value("arguments[0].value = 'COMPLETE'", browser.find("#trials select"));
    browser.value(
        "arguments[0].dispatchEvent(new Event('change'))", browser.find("#trials select"));
    assertEquals(matching("", "COMPLETE"), rows());
    List<Double> printed =
        StreamSupport.stream(data.get("trials").spliterator(), false)
            .filter(trial -> trial.get("state").textValue().equals("COMPLETE"))
            .map(trial -> trial.get("value").doubleValue())
            .toList();
    List<Double> shown = objectives();
    for (int i = 0; i < printed.size(); i++) {
      assertEquals(printed.get(i), shown.get(i), 1e-5);
    }
    browser.find("#trials-table th:nth-child(3) button").click();
    List<Double> rising = objectives();
    assertEquals(rising.stream().sorted().toList(), rising);
    assertEquals(
        "ascending", browser.find("#trials-table th:nth-child(3)").getDomAttribute("aria-sort"));
    // By the keyboard, too.
    browser.find("#trials-table th:nth-child(3) button").sendKeys(Keys.ENTER);
    List<Double> falling = objectives();
    assertEquals(rising.get(0), falling.get(falling.size() - 1));
    assertEquals(data.at("/best/value").doubleValue(), falling.get(0), 1e-4);
    assertEquals(List.of(), browser.errors());
  }

  private long rows() {
    return (long) browser.number("document.querySelectorAll('#trials-table tbody tr').length");
  }

  private long matching(String scaling, String state) {
    return StreamSupport.stream(data.get("trials").spliterator(), false)
        .filter(
            trial ->
                trial.get("state").textValue().equals(state)
                    && (scaling.isEmpty()
                        || trial.at("/parameters/scaling").textValue().equals(scaling)))
        .count();
  }

  private List<Double> objectives() {
    return ((List<?>)
            browser.value(
                "[...document.querySelectorAll('#trials-table tbody td:nth-child(3)')].map(cell =>"
                    + " cell.textContent)"))
        .stream().map(cell -> Double.valueOf(String.valueOf(cell))).toList();
  }

  @Test
  void aPointShowsItsTrialAndAPlotItsData() throws Exception {
    open();
    List<?> pixel =
        (List<?>)
            browser.value(
                "echarts.getInstanceByDom(document.querySelector('#history .chart'))"
                    + ".convertToPixel({seriesIndex: 0}, [arguments[0], arguments[1]])",
                data.at("/best/trial").intValue(),
                data.at("/best/value").doubleValue());
    browser.hover(
        "#history .chart",
        ((Number) pixel.get(0)).doubleValue(),
        ((Number) pixel.get(1)).doubleValue());
    browser.await(
        "[...document.querySelectorAll('#history .tip')].some(tip => tip.textContent.includes("
            + "'Trial ' + arguments[0]))",
        data.at("/best/trial").intValue());
    browser.find("#history summary").click();
    browser.await("document.querySelectorAll('#history tbody tr').length === arguments[0]", TRIALS);
    assertEquals(List.of(), browser.errors());
  }

  @Test
  void aPhoneShowsAllWithoutScrollingSideways() throws Exception {
    browser.resize(375, 800, true);
    open();
    assertEquals(375, browser.number("document.documentElement.scrollWidth"));
    browser.screenshot("report-phone", 375);
    assertEquals(List.of(), browser.errors());
  }

  @Test
  void coloursFollowTheSystemAndTheSwitch() throws Exception {
    browser.prefer("dark");
    open();
    assertTrue(brightness() < 60, "dark: " + brightness());
    browser.screenshot("report-dark", 1400);
    browser.find("#theme").click();
    assertTrue(brightness() > 200, "light: " + brightness());
    assertEquals("false", browser.find("#theme").getDomAttribute("aria-pressed"));
    assertEquals(List.of(), browser.errors());
  }

  private double brightness() {
    return browser.number(
        "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])");
  }

  @Test
  void theFrontOfSeveralObjectivesIsAPlotOfItsOwn() throws Exception {
    Path root = Files.createDirectories(directory.resolve("two"));
    Files.writeString(file, ReportPage.html(TwoObjectives.report(root), ReportPage.Kind.FILE));
    open();
    Object chart = browser.value("document.querySelector('#front .chart')");
    assertTrue(browser.number(INK, chart) > 500);
    assertEquals(
        "Pareto front. 3 of 5 complete trials are on the front.",
        browser.find("#front .chart").getDomAttribute("aria-label"));
    browser.find("#front summary").click();
    browser.await("document.querySelectorAll('#front tbody tr').length === 3");
    assertEquals(
        "50",
        browser.text(
            "document.querySelector('#trials-table tbody tr:nth-child(2) td:nth-child(4)').textContent"));
    browser.screenshot("report-front", 1400);
    assertEquals(List.of(), browser.errors());
  }

  @Test
  void aPopulationHasALineageAndTheBestTrialASchedule() throws Exception {
    Path root = Files.createDirectories(directory.resolve("population"));
    Files.writeString(file, ReportPage.html(SamplePopulation.report(root), ReportPage.Kind.FILE));
    open();
    Object chart = browser.value("document.querySelector('#lineage .chart')");
    assertTrue(browser.number(INK, chart) > 500);
    assertEquals(
        "Lineage of the population. 3 members in 9 trials; the best one descends from 2.",
        browser.find("#lineage .chart").getDomAttribute("aria-label"));
    assertEquals(
        "1 to 2 2 2|3 to 4 4 1|5 to 6 6 0",
        browser.text(
            "[...document.querySelectorAll('#lineage tbody tr')].map(row =>"
                + " [...row.children].slice(0, 3).map(cell => cell.textContent).join(' ')).join('|')"));
    browser.screenshot("report-lineage", 1400);
    assertEquals(List.of(), browser.errors());
  }

  @Test
  void theFileCannotReachTheNetwork() throws Exception {
    try (TrialStore store = reading();
        LiveReport live = live(store)) {
      open();
      assertTrue(
          browser.is("await fetch(arguments[0]).then(() => false, () => true)", live.address()));
      assertTrue(
          browser.errors().stream().allMatch(error -> error.contains("Content Security Policy")));
    }
  }

  @Test
  void theLivePageShowsWhatHappens() throws Exception {
    try (TrialStore store = reading()) {
      try (LiveReport live = live(store)) {
        browser.open(live.address());
        browser.await("document.getElementById('live').textContent === 'live'");
        browser.find("#trials input").sendKeys("running");
        assertEquals(1, rows());
        study.end(TRIALS - 1, Trial.State.COMPLETE, OptionalDouble.of(0.987));
        browser.await("document.querySelector('#overview dd').textContent.startsWith('0.987')");
        // What the reader had chosen stays.
        assertEquals(0, rows());
        int next = study.begin(SampleStudy.assignment(5, 0.1, 0));
        browser.await("document.querySelectorAll('#trials-table tbody tr').length === 1");
        study.report(next, 0.5, 0.6);
        browser.await(
            "document.querySelector('#curves .chart').getAttribute('aria-label').includes('201')");
        browser.screenshot("watch", 1400);
        assertEquals(List.of(), browser.errors());
      }
      browser.await("document.getElementById('live').classList.contains('lost')");
      assertFalse(browser.text("document.getElementById('live').textContent").equals("live"));
    }
  }

  /** Another connection than that of the process that runs the study. */
  private TrialStore reading() {
    return TrialStores.openForReading(StoreLocation.in(study.directory.root()), study.spec.name());
  }

  private LiveReport live(TrialStore store) throws IOException {
    return new LiveReport(
        new WatchedStudy(study.spec, study.directory, store, InstantSource.system(), () -> 0L), 0);
  }
}
