package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/**
 * A study that is refused when it is read, in one line.
 *
 * @param name of the case
 * @param text of the study
 * @param place line and column, or the line alone with its colon
 * @param says parts of the message
 */
record WrongStudy(String name, String text, String place, List<String> says) {

  static final String MODEL =
      """
      name: "digits"
      input { name: "pixels" shape: 64 }
      layer { name: "hidden" dense { units: 64 activation: RELU } }
      layer { name: "drop" dropout { rate: 0.5 } }
      layer { name: "logits" dense { units: 10 } }
      loss { softmax_cross_entropy {} }
      metric: [ACCURACY, F1_PER_CLASS]
      training { epochs: 9 }
      """;

  /** Lines 1 to 4; what a case adds begins on line 5. */
  static final String HEAD =
      """
      name: "study"
      model: "model.textproto"
      data { path: "digits" }
      objective { metric: "validation/accuracy" goal: MAXIMIZE }
      """;

  static final String UNITS =
      "parameter { name: \"units\" path: \"layer[hidden].dense.units\" int { min: 8 max: 64 } }\n";
  static final String OPTIMIZER =
      "parameter { name: \"optimizer\" path: \"optimizer\" choice { value: [\"adam\", \"sgd\"] } }\n";
  static final String GRID = "sampler { grid {} }\n";

  /** Writes a study of the given text, and its model, into a directory. */
  static Path write(Path directory, String text) throws IOException {
    Files.writeString(directory.resolve("model.textproto"), MODEL);
    return Files.writeString(directory.resolve("study.textproto"), text);
  }

  DynamicTest testIn(Path directory) {
    return DynamicTest.dynamicTest(name, () -> check(write(directory, text)));
  }

  private void check(Path file) {
    SpecException refused =
        assertThrows(SpecException.class, () -> StudyFile.read(file, List.of()));
    String message = refused.getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(file + ":" + place + (place.endsWith(":") ? "" : ": ")), message);
    for (String part : says) {
      assertTrue(message.contains(part), message);
    }
  }
}
