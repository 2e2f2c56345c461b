package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.report.SampleStudy;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that make the page of a study; the study is open all the while, as one that runs. */
@Timeout(180)
class StudyPageTest {

  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"report\">(.*?)</script>");

  @TempDir private Path directory;
  private Path root;
  private SampleStudy study;

  @BeforeEach
  void writeStudy() throws IOException {
    root = directory.resolve("study");
    study = new SampleStudy(root);
    study.fill(30);
  }

  @AfterEach
  void closeStudy() {
    study.close();
  }

  private Invocation report(String... more) {
    return Invocation.of(
        Stream.concat(Stream.of("study", root.toString(), "report"), Stream.of(more))
            .toArray(String[]::new));
  }

  /** What a page was made of. */
  static JsonNode data(Path page) throws IOException {
    Matcher matcher = DATA.matcher(Files.readString(page));
    assertTrue(matcher.find());
    return new ObjectMapper().readTree(matcher.group(1));
  }

  @Test
  void thePageHasTheTrialsThatTheCommandLinePrints() throws IOException {
    Invocation done = report();
    assertEquals(ExitCode.DONE, done.code(), done.err());
    Path page = root.resolve("report.html");
    assertEquals(page + "\n", done.out());
    Invocation trials = Invocation.of("study", root.toString(), "trials", "--format", "json");
    assertEquals(new ObjectMapper().readTree(trials.out()), data(page).get("trials"));
    Invocation best = Invocation.of("study", root.toString(), "best", "--format", "json");
    assertEquals(
        new ObjectMapper().readTree(best.out()).get("trial"), data(page).at("/best/trial"));
    Invocation shares = Invocation.of("study", root.toString(), "importance", "--format", "json");
    JsonNode importance = new ObjectMapper().readTree(shares.out());
    data(page)
        .at("/importance/shares")
        .forEach(
            share ->
                assertEquals(
                    importance.get(share.get("parameter").textValue()), share.get("share")));
  }

  @Test
  void nothingOfThePageIsTakenForMarkupOrAsksTheNetwork() throws IOException {
    report();
    String page = Files.readString(root.resolve("report.html"));
    assertFalse(page.contains(SampleStudy.HOSTILE));
    assertFalse(page.contains("document.title='taken'"));
    assertEquals(
        SampleStudy.HOSTILE, data(root.resolve("report.html")).at("/trials/8/error").textValue());
    assertTrue(page.contains("default-src 'none'"));
    assertTrue(page.contains("connect-src 'none'"));
    String markup = page.replaceAll("(?s)<script>.*?</script>", "");
    assertFalse(
        Pattern.compile("<(script|link|img|iframe)[^>]*(src|href)=\"(?!data:,)")
            .matcher(markup)
            .find());
    assertTrue(page.length() < 6_000_000, "characters: " + page.length());
  }

  @Test
  void aPageIsReplacedAsAWholeAndGoesWhereItShall() throws IOException {
    Path page = directory.resolve("some where.html");
    Files.writeString(page, "old");
    assertEquals(ExitCode.DONE, report("--to", page.toString()).code());
    assertEquals(30, data(page).get("trials").size());
    assertFalse(Files.exists(root.resolve("report.html")));
    for (Path bad : new Path[] {directory, directory.resolve("absent/report.html")}) {
      Invocation refused = report("--to", bad.toString());
      assertFalse(refused.code() == ExitCode.DONE);
      assertEquals(1, refused.err().lines().count(), refused.err());
      assertTrue(refused.err().contains(bad.toString()), refused.err());
    }
  }

  @Test
  void aDirectoryWithoutAStudyIsRefused() {
    for (String verb : new String[] {"report", "watch"}) {
      Invocation refused = Invocation.of("study", directory.toString(), verb);
      assertEquals(ExitCode.INVALID, refused.code(), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
    }
    assertFalse(Files.exists(directory.resolve("report.html")));
  }

  @Test
  void aPortThatCannotBeIsRefused() throws IOException {
    try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(used.getLocalPort());
      Invocation refused = Invocation.of("study", root.toString(), "watch", "--port", port);
      assertEquals(ExitCode.INVALID, refused.code(), refused.err());
      assertEquals(
          "luthier: port " + port + " is in use; name another one, or 0 for any that is free\n",
          refused.err());
    }
    for (String port : new String[] {"-1", "65536", "x"}) {
      assertEquals(
          ExitCode.INVALID,
          Invocation.of("study", root.toString(), "watch", "--port=" + port).code());
    }
  }

  @Test
  void watchingEndsWithASignal() throws Exception {
    assumeFalse(ignoresInterrupts(), "this process ignores SIGINT");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "study",
                root.toString(),
                "watch")
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String address = out.readLine();
      assertNotNull(address, Files.readString(directory.resolve("errors")));
      assertTrue(address.matches("http://127\\.0\\.0\\.1:\\d+/"), address);
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(ExitCode.DONE, process.exitValue());
      assertEquals("", Files.readString(directory.resolve("errors")));
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean ignoresInterrupts() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
  }
}
