package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that users copy. */
class ShippedGraphsTest {

  private static final Path GRAPHS = Path.of("graphs");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(GRAPHS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isTheSameAfterBeingWritten(Path file) {
    ModelSpec spec = ModelFile.read(file, List.of()).spec();
    String text = ModelFile.text(spec);
    assertEquals(spec, ModelFile.parse("written", text, List.of()).spec(), text);
    assertEquals(file.getFileName().toString(), spec.model().name() + ".textproto");
  }
}
