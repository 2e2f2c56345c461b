package dev.luthier.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.luthier.search.Goal;
import dev.luthier.study.error.StudyException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/** How Optuna writes down values and studies, in whichever storage. */
final class Optuna {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Optuna() {}

  /** A text of JSON; missing where it is none. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text == null ? "" : text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** A parameter's value: of a categorical one the choice of that number, else the number. */
  static JsonNode value(double stored, JsonNode distribution) {
    JsonNode choices = distribution.path("attributes").path("choices");
    return choices.isArray() ? choices.path((int) stored) : DoubleNode.valueOf(stored);
  }

  /**
   * The study to read: the one that was named, else the only one.
   *
   * @throws StudyException where there is no such study, or several and none was named
   */
  static String study(Path file, Collection<String> names, Optional<String> named) {
    if (named.isPresent() ? !names.contains(named.get()) : names.size() != 1) {
      throw StudyException.invalid(
          file
              + (names.isEmpty()
                  ? " holds no study of Optuna"
                  : " holds the studies "
                      + String.join(", ", names)
                      + "; name one of them, such as "
                      + file
                      + "#"
                      + names.iterator().next()));
    }
    return named.orElseGet(() -> names.iterator().next());
  }

  /** The goal of a study with one objective. */
  static Goal goal(Path file, Collection<String> directions) {
    if (directions.size() != 1) {
      throw StudyException.invalid(
          file + " holds a study of " + directions.size() + " objectives, a warm start is of one");
    }
    return directions.iterator().next().equals("MAXIMIZE") ? Goal.MAXIMIZE : Goal.MINIMIZE;
  }
}
