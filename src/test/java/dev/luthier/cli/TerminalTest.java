package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
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
}
