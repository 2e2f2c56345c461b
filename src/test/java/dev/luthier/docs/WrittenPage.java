package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that is made of the program, and kept so that readers need not make it. */
public final class WrittenPage {

  private static final String COMMAND =
      "mvn test -Dtest='SchemaReferenceTest,CommandReferenceTest' -Dreference=write";

  private WrittenPage() {}

  /**
   * Compares a page with what it should be; with {@code -Dreference=write} it becomes that.
   *
   * @param name in {@code src/docs/reference}
   */
  public static void require(String name, String text) throws IOException {
    Path page = Path.of("src/docs/reference", name);
    if ("write".equals(System.getProperty("reference"))) {
      Files.writeString(page, text);
    }
    String kept = Files.exists(page) ? Files.readString(page) : "";
    // Not assertEquals, which would print both.
    if (!kept.equals(text)) {
      String[] have = kept.split("\n", -1);
      String[] want = text.split("\n", -1);
      int line = 0;
      while (line < Math.min(have.length, want.length) && have[line].equals(want[line])) {
        line++;
      }
      assertEquals(
          line < want.length ? want[line] : "no more lines",
          line < have.length ? have[line] : "no more lines",
          page + ":" + (line + 1) + " is out of date; write it by " + COMMAND);
    }
  }
}
