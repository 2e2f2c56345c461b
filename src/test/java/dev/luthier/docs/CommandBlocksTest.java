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
    return containers(PAGES.stream().map(Path::of).map(Page::read), temporary, Optional.empty());
  }

  /** A page's blocks are each a test, in the order in which a reader comes to them. */
  static Stream<DynamicContainer> containers(
      Stream<Page> pages, Path temporary, Optional<Path> python) throws IOException {
    List<DynamicContainer> containers = new ArrayList<>();
    for (Page page : pages.toList()) {
      List<Block> blocks =
          page.blocks().stream().filter(block -> PageRun.isToRun(block, python)).toList();
      if (!blocks.isEmpty()) {
        PageRun run = new PageRun(Files.createTempDirectory(temporary, "page"), python);
        Stream<DynamicTest> tests =
            blocks.stream().map(block -> dynamicTest(block.place(), () -> run.run(block)));
        containers.add(dynamicContainer(page.file().toString(), tests));
      }
    }
    return containers.stream();
  }
}
