package dev.luthier.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a screen, driven by Selenium. */
final class Browser implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; where there is no Chromium or no driver of it, the calling test is skipped. */
  static Browser required() {
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> chromedriver = program("chromedriver");
    Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on the PATH");
    Assumptions.assumeTrue(chromedriver.isPresent(), "there is no chromedriver on the PATH");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get().toFile());
    // The sandbox needs rights that containers and root have not; pages are our own.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--window-size=1400,1000");
    options.setCapability("goog:loggingPrefs", logs);
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get().toFile())
                .usingAnyFreePort()
                .build(),
            options));
  }

  private static Optional<Path> program(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":"))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page and gives the seconds until its load event had ended. */
  double open(String address) throws InterruptedException {
    driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
    driver.get(address);
    await("performance.getEntriesByType('navigation')[0].loadEventEnd > 0");
    return number("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000;
  }

  /** Processor seconds that the page's main thread has worked for since it was opened. */
  double workSeconds() {
    List<?> metrics =
        (List<?>) driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
    return metrics.stream()
        .map(metric -> (Map<?, ?>) metric)
        .filter(metric -> metric.get("name").equals("TaskDuration"))
        .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue())
        .findFirst()
        .orElseThrow();
  }

  /** The value of an expression of JavaScript. */
  Object value(String expression, Object... arguments) {
    return driver.executeScript("return " + expression, arguments);
  }

  double number(String expression, Object... arguments) {
    return ((Number) value(expression, arguments)).doubleValue();
  }

  String text(String expression, Object... arguments) {
    return String.valueOf(value(expression, arguments));
  }

  boolean is(String expression, Object... arguments) {
    return Boolean.TRUE.equals(value(expression, arguments));
  }

  /** Waits until an expression is true. */
  void await(String expression, Object... arguments) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!is(expression, arguments)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(expression + " does not become true; errors: " + errors());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Moves the mouse to a point of an element, in pixels from its upper left corner. */
  void hover(String selector, double x, double y) {
    WebElement element = find(selector);
    value("arguments[0].scrollIntoView({block: 'center'})", element);
    new Actions(driver)
        .moveToElement(
            element,
            (int) Math.round(x - element.getSize().getWidth() / 2.0),
            (int) Math.round(y - element.getSize().getHeight() / 2.0))
        .perform();
  }

  /** Shows the page as on a screen of that width. */
  void resize(int width, int height, boolean isPhone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isPhone));
  }

  /** Has the system prefer {@code dark} or {@code light}. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Messages of the console that are worse than information. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() > Level.INFO.intValue())
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** Keeps a picture of the whole page in {@code target/screenshots}. */
  void screenshot(String name, int width) throws IOException {
    value("window.scrollTo(0, 0)");
    resize(width, (int) number("document.documentElement.scrollHeight"), width < 600);
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
