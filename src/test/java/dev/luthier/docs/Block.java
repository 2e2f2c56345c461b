package dev.luthier.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fenced block of a page. Comments of the form {@code <!-- name: text -->} in the lines before it
 * are notes, which readers do not see:
 *
 * <ul>
 *   <li>{@code shown}: why it is only shown, not run
 *   <li>{@code file}: where its text is kept for the commands after it
 *   <li>{@code into}: the file of which it is a fragment
 *   <li>{@code given}: data of the reader's that it names, made up for it, see {@link StandIns}
 *   <li>{@code exit}: the exit code of its last command, instead of 0
 *   <li>{@code needs}: a Python module without which it is skipped
 *   <li>{@code same}: the figure that it prints, and by how much blocks of the page may differ in
 *       it
 * </ul>
 *
 * @param page that it stands on
 * @param line of its opening fence
 * @param language after the fence; empty for output and listings
 * @param text without the indentation of the fence
 * @param notes by name
 */
record Block(Path page, int line, String language, String text, Map<String, String> notes) {

  private static final List<String> NAMES =
      List.of("shown", "file", "into", "given", "exit", "needs", "same");

  Block {
    if (!NAMES.containsAll(notes.keySet())) {
      throw new AssertionError(page + ":" + line + ": notes may be " + NAMES + ", were " + notes);
    }
  }

  Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  boolean isShown() {
    return notes.containsKey("shown");
  }

  /** Where it is, for a test's name and messages. */
  String place() {
    return page + ":" + line;
  }
}
