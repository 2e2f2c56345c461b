package dev.luthier.docs;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of README.md and of the tutorial do what they say. {@code PageInteropTest} runs
 * those of all pages, with their Python.
 */
class CommandBlocksTest {

  private static final List<String> PAGES = List.of("README.md", "src/docs/tutorial.md");

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicContainer> run() throws IOException {
    List<DynamicContainer> pages = new ArrayList<>();
    for (String name : PAGES) {
      pages.add(page(Page.read(Path.of(name)), temporary, Optional.empty()));
    }
    return pages.stream();
  }

  /** A page's blocks, each a test, in the order in which a reader comes to them. */
  static DynamicContainer page(Page page, Path temporary, Optional<Path> python)
      throws IOException {
    PageRun run = new PageRun(Files.createTempDirectory(temporary, "page"), python);
    List<DynamicTest> blocks =
        page.blocks().stream()
            .filter(run::isToRun)
            .map(block -> dynamicTest(block.place(), () -> run.run(block)))
            .toList();
    return dynamicContainer(page.file().toString(), blocks);
  }
}
