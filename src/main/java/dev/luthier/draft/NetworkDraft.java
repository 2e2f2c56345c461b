package dev.luthier.draft;

import java.util.List;
import java.util.Locale;

/**
 * The middle of a model file: what it reads and its layers but the last, with what a study may tune
 * of them.
 *
 * @param what the data are, in words
 * @param lines of the model file: inputs and layers
 * @param parameters lines of the study file
 */
record NetworkDraft(String what, List<String> lines, List<String> parameters) {

  NetworkDraft {
    lines = List.copyOf(lines);
    parameters = List.copyOf(parameters);
  }

  /** A line of a study that tunes a whole number by a step. */
  static String steps(String name, String path, int min, int max, int step) {
    return String.format(
        Locale.ROOT,
        "parameter { name: \"%s\" path: \"%s\" int { min: %d max: %d step: %d } }",
        name,
        path,
        min,
        max,
        step);
  }

  /** A line of a study that tunes a rate of dropout. */
  static String dropout(String name, String path) {
    return String.format(
        Locale.ROOT, "parameter { name: \"%s\" path: \"%s\" float { max: 0.7 } }", name, path);
  }
}
