package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links, names of files, and what blocks say about themselves. */
class PagesTest {

  private static final Set<String> LANGUAGES =
      Set.of("bash", "java", "kotlin", "textproto", "python", "text", "xml", "");

  /** Blocks of a language that are shown and not run; a page that adds one has to raise this. */
  private static final int MOST_SHOWN = 30;

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(\\./luthier|mvn |docker |python3? |pip |src/bench/|[A-Z_]+=\\S+ )");
  private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:/\\w+)*)/(\\w+)`");
  private static final int MOST_BYTES_OF_A_PICTURE = 300_000;

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!link.matches("(https?|mailto):.*") && !resolves(page, link)) {
          broken.add(page.file() + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static boolean resolves(Page page, String link) {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1));
  }

  @Test
  void filesThatAreNamedAreThere() {
    List<String> missing = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String path : page.paths()) {
        // One in capitals stands for any.
        if (!Files.exists(Path.of(path)) && !path.matches(".*/[A-Z]+/.*")) {
          missing.add(page.file() + ": " + path);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void testsThatAreNamedAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int found = 0;
    Matcher named =
        TEST_CLASS.matcher(
            Files.readString(Path.of("src/docs/reliability.md"))
                + Files.readString(Path.of("src/docs/extending.md")));
    while (named.find()) {
      Path test = Path.of("src/test/java/dev/luthier", named.group(1), named.group(2) + ".java");
      if (Files.exists(test)) {
        found++;
      } else {
        missing.add(named.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 0);
  }

  @Test
  void blocksSayWhatTheyAre() {
    List<String> wrong = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Block block : page.blocks()) {
        if (!LANGUAGES.contains(block.language())) {
          wrong.add(block.place() + " is of an unknown language: " + block.language());
        }
        if (block.language().isEmpty() && COMMAND.matcher(block.text()).find()) {
          wrong.add(block.place() + " has commands and does not say that it is bash");
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void whatIsOnlyShownSaysWhy() {
    List<Block> shown =
        Page.all().stream().flatMap(page -> page.blocks().stream()).filter(Block::isShown).toList();
    String list =
        shown.stream()
            .map(block -> block.place() + " " + block.note("shown").orElseThrow())
            .collect(Collectors.joining("\n"));
    assertTrue(shown.size() <= MOST_SHOWN, () -> shown.size() + " blocks are not run:\n" + list);
    assertTrue(shown.stream().allMatch(block -> block.notes().get("shown").contains(" ")), list);
  }

  @Test
  void picturesAreSmall() throws IOException {
    List<Path> large = new ArrayList<>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        Path picture = page.file().resolveSibling(link).normalize();
        if (link.matches(".*\\.(png|svg)") && Files.size(picture) > MOST_BYTES_OF_A_PICTURE) {
          large.add(picture);
        }
      }
    }
    assertEquals(List.of(), large);
  }
}
