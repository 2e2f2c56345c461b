package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void barsAndColoursOnlyWhereTheyCanBeShown() {
    assertEquals(new Terminal(true, true), Terminal.of(true, Map.of("TERM", "xterm")));
    assertEquals(
        new Terminal(true, false), Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")));
    assertEquals(
        new Terminal(true, true), Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "")));
    assertEquals(new Terminal(false, false), Terminal.of(true, Map.of("TERM", "dumb")));
    assertEquals(new Terminal(false, false), Terminal.of(true, Map.of()));
    assertEquals(new Terminal(false, false), Terminal.of(false, Map.of("TERM", "xterm")));
  }

  /**
   * A line that is said takes the place of the bar: were that one line up, the bar would cover it.
   */
  @Test
  void aBarStaysInTheLineOfTheCursor() {
    PrintStream before = System.err;
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    System.setErr(new PrintStream(drawn, true, StandardCharsets.UTF_8));
    try (ProgressBar bar = new Terminal(true, false).bar("trials", 0, 2).orElseThrow()) {
      bar.step();
      bar.refresh();
    } finally {
      System.setErr(before);
    }
    String text = drawn.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("\rtrials"), text);
    assertFalse(text.contains("\u001b[1A"), text);
  }
}
