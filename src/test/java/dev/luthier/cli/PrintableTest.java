package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and messages that would move the cursor, name the window or turn the writing around. */
class PrintableTest {

  private static final String HOSTILE =
      "a\u001b[2J\u001b]0;title\u0007\r\b\u009b31m\u007f\u202Eb\uD800\u2028</script>\"\\";

  @TempDir private Path directory;

  private static void requireHarmless(String text) {
    assertFalse(
        text.chars()
            .anyMatch(
                c ->
                    (Character.isISOControl(c) && c != '\n')
                        || c == 0x202E
                        || c == 0x2028
                        || Character.isSurrogate((char) c)),
        () -> text.replace('\u001b', '^'));
  }

  @Test
  void whatATerminalObeysIsWrittenOut() {
    assertEquals("\\u001b[2J", Printable.line("\u001b[2J"));
    assertEquals("a\\u000ab\\u0009c\\u000d\\u000a", Printable.line("a\nb\tc\r\n"));
    assertEquals("a\n\tb\r\nc\\u000dd", Printable.lines("a\n\tb\r\nc\rd"));
    assertEquals("\\u202eabc\\u2069", Printable.line("\u202eabc\u2069"));
    assertEquals("\\ud800 \\udc00x", Printable.line("\uD800 \uDC00x"));
    for (String plain : List.of("", "größe 数 😀", "क्\u200Dष", "a\\b 'c' \"d\" <e>")) {
      assertEquals(plain, Printable.line(plain));
    }
  }

  @Test
  void tablesAreHarmless() {
    String text = new TextTable().row("layer", "kind").row(HOSTILE + "\nnext", "3").toString();
    requireHarmless(text);
    assertEquals(2, text.lines().count(), text);
    LiveTable live = new LiveTable(1);
    String row = live.row(List.of(HOSTILE + "\n"), HOSTILE);
    requireHarmless(row);
    assertEquals(1, row.lines().count(), row);
  }

  @Test
  void errorsAndTheirTracesAreHarmless() {
    StringWriter err = new StringWriter();
    var line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    line.parseArgs("--stacktrace");
    new ErrorReporter()
        .report(
            new DataException(HOSTILE, new IOException("cause " + HOSTILE + "\nCaused by: me")),
            line);
    requireHarmless(err.toString().replace("\t", ""));
    assertTrue(err.toString().startsWith("luthier: a\\u001b[2J\\u001b]0;title"), err.toString());
  }

  @Test
  void argumentsAreHarmless() {
    for (String[] arguments :
        new String[][] {
          {"check", HOSTILE},
          {"--" + HOSTILE},
          {"train", "--" + HOSTILE + "=3"},
          {"export", "graphs#" + HOSTILE, "--to", directory.resolve("x").toString()},
          {"data", "get", HOSTILE},
        }) {
      Invocation refused = Invocation.of(arguments);
      assertEquals(ExitCode.INVALID, refused.code(), refused.err());
      requireHarmless(refused.err());
      assertEquals("", refused.out());
    }
  }

  @Test
  void whatStandsInFilesIsHarmless() throws IOException {
    String escaped = "a\\033[2J\\033]0;title\\007\\177b";
    Path model = Path.of("graphs/iris_logistic.textproto").toAbsolutePath();
    Path study = directory.resolve("study.textproto");
    Files.writeString(
        study,
        """
        name: "hostile"
        model: "%s"
        data { path: "%s" }
        objective { metric: "validation/accuracy" goal: MAXIMIZE }
        parameter { name: "batch" path: "training.batch_size" choice { number: [16, 64] } }
        """
            .formatted(model, escaped));
    Invocation shown = Invocation.of("check", study.toString());
    assertEquals(ExitCode.DONE, shown.code(), shown.err());
    assertTrue(shown.out().contains("/a\\u001b[2J\\u001b]0;title\\u0007\\u007fb\n"), shown.out());
    requireHarmless(shown.out());
    Invocation json = Invocation.of("check", "--json", study.toString());
    requireHarmless(json.out());
    JsonNode read = new ObjectMapper().readTree(json.out());
    assertTrue(read.get("data").textValue().endsWith("/a\u001b[2J\u001b]0;title\u0007\u007fb"));
    Files.writeString(study, "name: \"" + escaped + "\" lyer \u001b[2J {}\n");
    Invocation refused = Invocation.of("check", study.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    requireHarmless(refused.err());
  }

  private record Named(String name) implements Output.Result {
    @Override
    public String text() {
      return name;
    }
  }

  @Test
  void jsonIsPrintableAscii() throws IOException {
    String json = Output.json(new Named(HOSTILE + "größe"));
    assertTrue(json.chars().allMatch(c -> c >= ' ' && c <= '~'), json);
    assertFalse(json.contains("</"), json);
    assertEquals(HOSTILE + "größe", new ObjectMapper().readTree(json).get("name").textValue());
  }
}
