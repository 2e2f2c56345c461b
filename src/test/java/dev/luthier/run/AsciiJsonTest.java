package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsciiJsonTest {

  private static final String ODD =
      "f1/a\"\\\u0000\u001b[2J\u007f\u009b31m\uD800größe 😀 </script><!--&'\u2028";

  @Test
  void aRecordWithOddNamesIsPrintableAndComesBack(@TempDir Path directory) throws IOException {
    RunRecord record =
        new RunRecord(
            ODD,
            RunRecord.State.COMPLETE,
            1,
            new RunRecord.Versions("l", "t", "j"),
            "cpu",
            1,
            new RunRecord.Data(ODD, "digest", 3, 2, 1),
            1,
            2,
            0.5,
            6,
            0.25,
            Map.of(ODD.replace("\uD800", ""), 0.75),
            null,
            new RunRecord.Confusion(List.of(ODD), List.of(List.of(3L))),
            null,
            1_000L,
            2_000L,
            false);
    Path file = directory.resolve("run.json");
    record.write(file, false);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), text);
    assertFalse(text.contains("</"), text);
    assertEquals(record, RunRecord.read(file));
  }
}
