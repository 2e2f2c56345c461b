package dev.luthier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;

/** The lines for JShell in the documentation do what is said there. */
class JShellSnippetTest {

  private static final Path PAGE = Path.of("src", "docs", "ecosystem.md");
  private static final Pattern BLOCK =
      Pattern.compile("`jshell --class-path.*?```text\\n(.*?)```", Pattern.DOTALL);

  @Test
  void linesForJShellRun() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    assertTrue(block.find(), "a block for jshell in " + PAGE);
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      String last = "";
      String left = block.group(1);
      while (!left.isBlank()) {
        SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(left);
        List<SnippetEvent> events = shell.eval(next.source());
        for (SnippetEvent event : events) {
          assertEquals(Snippet.Status.VALID, event.status(), next.source());
          assertEquals(null, event.exception(), next.source());
          last = event.value() == null ? last : event.value();
        }
        left = next.remaining();
      }
      assertTrue(Math.abs(Double.parseDouble(last) - 2) < 1, "the best x is " + last);
    }
  }
}
