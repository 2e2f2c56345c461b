package dev.luthier.docs;

import dev.luthier.interop.PythonInterpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands and the Python of all pages do what they say, and agree where they are to. */
@Tag("interop")
class PageInteropTest {

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicContainer> run() throws IOException {
    Optional<Path> python = Optional.of(PythonInterpreter.required().executable());
    return CommandBlocksTest.containers(Page.all().stream(), temporary, python);
  }
}
