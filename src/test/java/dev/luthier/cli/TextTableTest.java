package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void wordsToTheLeftNumbersToTheRight() {
    TextTable table =
        new TextTable().row("", "training", "kind").row("loss", "12.5", "a").row("f1", "-", "bc");
    assertEquals(
        String.join(
            System.lineSeparator(),
            "      training  kind",
            "loss      12.5  a",
            "f1           -  bc"),
        table.toString());
  }

  @Test
  void figures() {
    assertEquals("0.0000", TextTable.figure(0.0));
    assertEquals("0.1235", TextTable.figure(0.12345678));
    assertEquals("1.234e-05", TextTable.figure(0.00001234));
    assertEquals("2.500e+09", TextTable.figure(2.5e9));
    assertEquals("NaN", TextTable.figure(Double.NaN));
    assertEquals("-", TextTable.figure(null));
  }
}
