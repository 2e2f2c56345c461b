package dev.luthier.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param file relative to the project
 * @param blocks its fenced blocks, in order
 * @param links all that its text links to, pictures included
 * @param paths what its text names in backticks and looks like a file of the project
 * @param anchors of its headings, as GitHub makes them
 */
record Page(
    Path file, List<Block> blocks, List<String> links, List<String> paths, Set<String> anchors) {

  private static final Pattern FENCE = Pattern.compile("(\\s*)```(\\w*)\\s*");
  private static final Pattern NOTE = Pattern.compile("\\s*<!-- (\\w+): (.+) -->\\s*");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^()\\s]+)\\)|(?:src|href|srcset)=\"([^\"]+)\"");
  private static final Pattern PATH =
      Pattern.compile("`((?:src|graphs|tuner|docker)/[\\w./-]*|[A-Z]+\\.md)`");
  private static final Pattern HEADING = Pattern.compile("#+ (.*)");

  /** README.md and all pages below src/docs. */
  static List<Page> all() {
    try (Stream<Path> files = Files.walk(Path.of("src/docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md")),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(Path file) {
    try {
      return of(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(Path file, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    Set<String> anchors = new HashSet<>();
    Map<String, String> notes = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      Matcher note = NOTE.matcher(line);
      if (fence.matches()) {
        int first = i + 1;
        int end = first;
        while (end < lines.size() && !lines.get(end).strip().equals("```")) {
          end++;
        }
        String text =
            String.join("\n", lines.subList(first, Math.min(end, lines.size())))
                .replaceAll("(?m)^" + fence.group(1), "");
        blocks.add(new Block(file, first, fence.group(2), text + "\n", Map.copyOf(notes)));
        notes.clear();
        i = end;
      } else if (note.matches()) {
        notes.put(note.group(1), note.group(2));
      } else {
        if (!notes.isEmpty()) {
          throw new AssertionError(file + ":" + (i + 1) + ": a block must follow " + notes);
        }
        addReferences(line, links, paths);
        addAnchor(line, anchors);
      }
    }
    return new Page(file, blocks, links, paths, anchors);
  }

  /** The blocks of a language. */
  Stream<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.language().equals(language));
  }

  private static void addReferences(String line, List<String> links, List<String> paths) {
    Matcher link = LINK.matcher(line);
    while (link.find()) {
      links.add(link.group(1) == null ? link.group(2) : link.group(1));
    }
    Matcher path = PATH.matcher(line);
    while (path.find()) {
      paths.add(path.group(1));
    }
  }

  private static void addAnchor(String line, Set<String> anchors) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      String words = heading.group(1).strip().toLowerCase(Locale.ROOT);
      String anchor = words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
      String name = anchor;
      for (int i = 1; !anchors.add(name); i++) {
        name = anchor + "-" + i;
      }
    }
  }
}
