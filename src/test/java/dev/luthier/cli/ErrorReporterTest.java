package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TFResourceExhaustedException;

class ErrorReporterTest {

  private static Invocation report(Throwable thrown, String... arguments) {
    StringWriter err = new StringWriter();
    var line = Main.commandLine();
    line.setErr(new PrintWriter(err));
    line.parseArgs(arguments);
    int code = new ErrorReporter().report(thrown, line);
    return new Invocation(code, "", err.toString());
  }

  static Arguments[] problems() {
    return new Arguments[] {
      Arguments.of(new IllegalArgumentException("rate must be below 1"), 2, "rate must be below 1"),
      Arguments.of(new DataException("a.csv:3: two columns"), 2, "a.csv:3: two columns"),
      Arguments.of(
          new UncheckedIOException(new NoSuchFileException("a.csv")),
          2,
          "a.csv: no such file or directory"),
      Arguments.of(
          new FileSystemException("pom.xml/runs/a", null, "Not a directory"),
          2,
          Path.of("pom.xml").toAbsolutePath() + ": not a directory"),
      Arguments.of(new AccessDeniedException("runs"), 1, "runs: permission denied"),
      Arguments.of(new IOException("disk\n  full\n"), 1, "disk full"),
      Arguments.of(
          new IllegalStateException(), 1, "IllegalStateException; --stacktrace shows where"),
      Arguments.of(
          new OutOfMemoryError("Java heap space"),
          1,
          "out of memory (Java heap space); give Java more, such as LUTHIER_JAVA_OPTIONS=-Xmx8g"),
      Arguments.of(
          new UncheckedIOException("cannot write a.events", new IOException("No space left")),
          1,
          "cannot write a.events: No space left"),
      Arguments.of(new UncheckedIOException(new IOException("torn")), 1, "torn"),
      Arguments.of(
          new TFResourceExhaustedException(
              "OOM when allocating tensor with shape[25600,64] and type float on /job:localhost/"
                  + "device:CPU:0 by allocator cpu\n\t [[{{node zeros}}]]"),
          1,
          "out of memory: TensorFlow has no place for a tensor of shape [25600,64] (float); work"
              + " through batches in parts with --set training.accumulation=2 or more, or make"
              + " batch_size or the layers smaller, luthier check tells what each takes"),
      Arguments.of(
          new InternalError("a fault occurred"),
          1,
          "a file was cut off while its data were used (a fault occurred); put it back and start"
              + " again"),
    };
  }

  @ParameterizedTest
  @MethodSource("problems")
  void oneLineAndACode(Throwable thrown, int code, String line) {
    Invocation reported = report(thrown);
    assertEquals("luthier: " + line + System.lineSeparator(), reported.err());
    assertEquals(code, reported.code());
  }

  @Test
  void stackTraceOnRequest() {
    Invocation reported = report(new IllegalStateException("broken"), "--stacktrace");
    assertTrue(reported.err().startsWith("luthier: broken" + System.lineSeparator()));
    assertTrue(reported.err().contains("at dev.luthier.cli.ErrorReporterTest"), reported.err());
  }
}
