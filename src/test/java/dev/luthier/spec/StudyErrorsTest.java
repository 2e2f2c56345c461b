package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a study shows when it is read, at its place. */
class StudyErrorsTest {

  private static final String MODEL =
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
  private static final String HEAD =
      """
      name: "study"
      model: "model.textproto"
      data { path: "digits" }
      objective { metric: "validation/accuracy" goal: MAXIMIZE }
      """;

  private static final String UNITS =
      "parameter { name: \"units\" path: \"layer[hidden].dense.units\" int { min: 8 max: 64 } }\n";
  private static final String OPTIMIZER =
      "parameter { name: \"optimizer\" path: \"optimizer\" choice { value: [\"adam\", \"sgd\"] } }\n";
  private static final String GRID = "sampler { grid {} }\n";

  @TempDir private Path directory;

  @BeforeEach
  void writeModel() throws IOException {
    Files.writeString(directory.resolve("model.textproto"), MODEL);
  }

  /**
   * A study that is refused.
   *
   * @param place line and column, or the line alone with its colon
   * @param says parts of the message
   */
  private record Case(String name, String text, String place, List<String> says) {}

  private static Case parameter(String name, String text, String place, String... says) {
    return new Case(name, HEAD + GRID + text, place, List.of(says));
  }

  private static Case head(String name, String head, String place, String... says) {
    return new Case(name, head + GRID + UNITS, place, List.of(says));
  }

  private static Case objective(String name, String text, String place, String... says) {
    return head(name, HEAD.replaceFirst("objective .*\n", text + "\n"), place, says);
  }

  private static Case rest(String name, String text, String place, String... says) {
    return new Case(name, HEAD + UNITS + text, place, List.of(says));
  }

  @TestFactory
  Stream<DynamicTest> oneLineAtThePlace() {
    return Stream.of(
            parameter(
                "no such layer",
                "parameter { name: \"u\" path: \"layer[hiden].dense.units\" int { max: 8 } }",
                "6:23",
                "no layer \"hiden\"; did you mean \"hidden\"?"),
            parameter(
                "no such field",
                "parameter { name: \"u\" path: \"layer[hidden].dense.unitz\" int { max: 8 } }",
                "6:23",
                "no field \"unitz\" in dense; did you mean \"units\"?"),
            parameter(
                "a group of fields",
                "parameter { name: \"u\" path: \"training\" int { max: 8 } }",
                "6:23",
                "training is a group of fields"),
            parameter(
                "no path", "parameter { name: \"u\" int { max: 8 } }", "6:1", "u has no path"),
            parameter(
                "no values",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" }",
                "6:1",
                "u has no values; write int { min: 1 max: 10 }"),
            parameter(
                "a float for a whole number",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" float { max: 8 } }",
                "6:57",
                "a whole number; write int {"),
            parameter(
                "a text for a number",
                "parameter { name: \"r\" path: \"layer[drop].dropout.rate\""
                    + " choice { value: [\"0.1\", \"much\"] } }",
                "6:65",
                "a number is needed, found \"much\""),
            parameter(
                "a number for a name",
                "parameter { name: \"a\" path: \"layer[hidden].dense.activation\" int { max: 3 } }",
                "6:62",
                "int does not suit",
                "choice { value: [\"LINEAR\", \"RELU\"] }"),
            parameter(
                "a name that does not exist",
                "parameter { name: \"a\" path: \"layer[hidden].dense.activation\""
                    + " choice { value: [\"relu\", \"reluu\"] } }",
                "6:",
                "did you mean \"RELU\"?"),
            parameter(
                "a case that does not exist",
                "parameter { name: \"o\" path: \"optimizer\" choice { value: [\"adm\"] } }",
                "6:",
                "no \"adm\" for optimizer; did you mean \"adam\"?"),
            parameter(
                "negative units",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\""
                    + " int { min: -3 max: 8 } }",
                "6:63",
                "layer[hidden].dense.units cannot be -3: units must be positive, was -3"),
            parameter(
                "a rate of 1",
                "parameter { name: \"r\" path: \"layer[drop].dropout.rate\""
                    + " float { max: 1 step: 0.5 } }",
                "6:64",
                "max layer[drop].dropout.rate cannot be 1.0: rate must"),
            parameter(
                "one value of a choice",
                "parameter { name: \"b\" path: \"training.batch_size\" choice { number: [8, 0] } }",
                "6:72",
                "training.batch_size cannot be 0: batch_size must be positive"),
            parameter(
                "min above max",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\""
                    + " int { min: 9 max: 8 } }",
                "6:70",
                "max must be at least min, was 8 with min 9"),
            parameter(
                "a logarithmic scale from 0",
                "parameter { name: \"l\" path: \"optimizer.adam.learning_rate\""
                    + " float { max: 1 step: 2 scale: LOG } }",
                "6:",
                "min must be positive with scale LOG"),
            parameter(
                "an empty choice",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" choice {} }",
                "6:57",
                "value must be given at least once"),
            parameter(
                "a number twice",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\""
                    + " choice { number: [8, 16, 8] } }",
                "6:66",
                "8 is there twice"),
            parameter(
                "a name twice, in two cases",
                "parameter { name: \"o\" path: \"optimizer\" choice { value: [\"adam\", \"ADAM\"] } }",
                "6:",
                "ADAM is there twice"),
            parameter(
                "a grid over a continuous range",
                "parameter { name: \"r\" path: \"layer[drop].dropout.rate\" float { max: 0.5 } }",
                "6:56",
                "step must be given for a grid, parameter r has none"),
            parameter(
                "a parameter twice",
                UNITS + UNITS,
                "7:13",
                "name of a parameter must be unique, another one is \"units\" too"),
            parameter(
                "two parameters for one field",
                UNITS
                    + "parameter { name: \"u\" path: \"layer[0].*.units\" int { min: 1 max: 2 } }",
                "7:23",
                "that of parameter units too"),
            parameter(
                "one field twice",
                "parameter { name: \"u\" int { min: 1 max: 2 }"
                    + " path: [\"layer[0].dense.units\", \"layer[hidden].dense.units\"] }",
                "6:76",
                "path layer[hidden].dense.units is there twice in one parameter"),
            parameter(
                "a second field that does not exist",
                "parameter { name: \"u\" int { min: 1 max: 2 }"
                    + " path: [\"layer[0].dense.units\", \"layer[3].dense.units\"] }",
                "6:76",
                "no layer \"3\""),
            parameter(
                "a fixed text for a number",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\""
                    + " fixed { value: \"many\" } }",
                "6:",
                "a whole number is needed, found \"many\""),
            parameter(
                "other data",
                "parameter { name: \"d\" path: \"data.path\" choice { value: [\"iris\"] } }",
                "6:23",
                "data.path cannot be tuned"),
            parameter("no parameters", "", "1:1", "the study has no parameter"),
            parameter(
                "a condition on a later parameter",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" int { min: 1 max: 8 }"
                    + " when { parameter: \"optimizer\" equals: \"sgd\" } }\n"
                    + OPTIMIZER,
                "6:86",
                "optimizer comes later; write parameter optimizer before u"),
            parameter(
                "a cycle",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" int { min: 1 max: 8 }"
                    + " when { parameter: \"r\" at_least: 0 } }\n"
                    + "parameter { name: \"r\" path: \"layer[drop].dropout.rate\" fixed { value: \"0\" }"
                    + " when { parameter: \"u\" at_least: 2 } }\n",
                "6:86",
                "r depends on u itself: a cycle"),
            parameter(
                "a condition on itself",
                "parameter { name: \"u\" path: \"layer[hidden].dense.units\" int { min: 1 max: 8 }"
                    + " when { parameter: \"u\" at_least: 2 } }\n",
                "6:86",
                "found u itself"),
            parameter(
                "a condition on nothing",
                OPTIMIZER
                    + "parameter { name: \"m\" path: \"optimizer.sgd.momentum\" fixed { value: \"0.9\" }"
                    + " when { parameter: \"optimiser\" equals: \"sgd\" } }\n",
                "7:",
                "no parameter \"optimiser\"; did you mean \"optimizer\"?"),
            parameter(
                "a value that the other parameter does not have",
                OPTIMIZER
                    + "parameter { name: \"m\" path: \"optimizer.sgd.momentum\" fixed { value: \"0.9\" }"
                    + " when { parameter: \"optimizer\" equals: \"sdg\" } }\n",
                "7:",
                "no \"sdg\" for parameter optimizer; did you mean \"sgd\"?"),
            parameter(
                "a bound on a name",
                OPTIMIZER
                    + "parameter { name: \"m\" path: \"optimizer.sgd.momentum\" fixed { value: \"0.9\" }"
                    + " when { parameter: \"optimizer\" at_least: 1 } }\n",
                "7:",
                "at_least and at_most are for numbers"),
            parameter(
                "a condition that never holds",
                UNITS
                    + "parameter { name: \"r\" path: \"layer[drop].dropout.rate\" fixed { value: \"0\" }"
                    + " when { parameter: \"units\" at_least: 65 } }\n",
                "7:",
                "when of parameter r can never hold"),
            parameter(
                "a case that is not chosen",
                "parameter { name: \"m\" path: \"optimizer.sgd.momentum\" fixed { value: \"0.9\" } }\n",
                "6:23",
                "optimizer is adam, not sgd"),
            parameter(
                "a case that is not always chosen",
                OPTIMIZER
                    + "parameter { name: \"m\" path: \"optimizer.adam.beta1\" fixed { value: \"0.9\" } }",
                "7:23",
                "path optimizer.adam.beta1 cannot be set where optimizer = sgd",
                "write when { parameter: \"optimizer\" equals: \"adam\" }"),
            parameter(
                "a field that not all cases have",
                OPTIMIZER
                    + "parameter { name: \"m\" path: \"optimizer.*.beta1\" fixed { value: \"0.9\" } }",
                "7:23",
                "path optimizer.*.beta1 cannot be set where optimizer = sgd"),
            objective(
                "no such metric",
                "objective { metric: \"validation/acuracy\" goal: MAXIMIZE }",
                "4:13",
                "no metric \"validation/acuracy\" in the model digits; did you mean"
                    + " \"validation/accuracy\"?"),
            objective(
                "a metric that the model has not",
                "objective { metric: \"validation/roc_auc\" goal: MAXIMIZE }",
                "4:13",
                "write one of loss, accuracy, validation/loss, validation/accuracy"),
            objective(
                "the wrong goal",
                "objective { metric: \"validation/accuracy\" goal: MINIMIZE }",
                "4:43",
                "better the higher it is; write goal: MAXIMIZE"),
            objective(
                "the wrong goal for an error",
                "objective { metric: \"loss\" goal: MAXIMIZE }",
                "4:28",
                "write goal: MINIMIZE"),
            objective(
                "no goal",
                "objective { metric: \"validation/loss\" }",
                "4:1",
                "no goal; write goal: MINIMIZE"),
            objective("no metric", "objective { goal: MINIMIZE }", "4:1", "no metric"),
            objective("no objective", "", "1:1", "the study has no objective"),
            rest(
                "nothing to validate on",
                GRID + "set: \"training.validation_fraction=0\"",
                "4:13",
                "needs validation samples, validation_fraction is 0"),
            rest(
                "nothing to validate on in one trial",
                GRID
                    + "parameter { name: \"v\" path: \"data.validation_fraction\""
                    + " choice { number: [0, 0.5] } }",
                "4:13",
                "needs validation samples"),
            rest(
                "an unfinished expression",
                GRID + "constraint { expression: \"units >=\" }",
                "7:14",
                "expression \"units >=\" cannot be read"),
            rest(
                "an unknown name",
                GRID + "constraint { expression: \"unit >= 3\" }",
                "7:14",
                "names no parameter by \"unit\"; did you mean \"units\"?"),
            rest(
                "no comparison",
                GRID + "constraint { expression: \"units + 3\" }",
                "7:14",
                "must be a comparison"),
            rest(
                "an expression that cannot be computed",
                GRID + OPTIMIZER + "constraint { expression: \"optimizer * units > 3\" }",
                "8:14",
                "cannot be computed"),
            rest(
                "a function that reaches elsewhere",
                GRID + "constraint { expression: \"DT_NOW() > units\" }",
                "7:14",
                "cannot be read"),
            rest("no trials", GRID + "budget { trials: 0 }", "7:10", "trials must be positive"),
            rest("no time", GRID + "budget { seconds: -1 }", "7:10", "seconds must be positive"),
            rest(
                "one fold",
                GRID + "cross_validation { folds: 1 }",
                "7:20",
                "folds must be at least 2"),
            rest("retries", GRID + "retries: -1", "7:1", "retries must be 0 or more, was -1"),
            rest("keep", GRID + "keep: 0", "7:1", "keep must be positive"),
            rest(
                "failures",
                GRID + "max_consecutive_failures: 0",
                "7:1",
                "max_consecutive_failures must be positive"),
            rest(
                "an unknown field of a sampler",
                "sampler { tpe { candidate: 3 } }",
                "6:17",
                "did you mean \"candidates\"?"),
            rest("an unknown sampler", "sampler { tpa {} }", "6:11", "did you mean \"tpe\"?"),
            rest(
                "bohb without hyperband",
                "sampler { bohb {} }\npruner { asha {} }",
                "7:1",
                "must be hyperband, was asha"),
            rest(
                "hyperband of one epoch",
                GRID + "pruner { hyperband {} }\nset: \"training.epochs=1\"",
                "7:1",
                "pruner hyperband needs several epochs, training.epochs is 1"),
            rest(
                "asha and other epochs for each trial",
                GRID
                    + "pruner { asha {} }\n"
                    + "parameter { name: \"e\" path: \"training.epochs\" int { min: 2 max: 8 } }",
                "7:1",
                "training.epochs cannot be tuned with the pruner asha"),
            rest(
                "a pruner of folds",
                GRID + "pruner { median {} }\ncross_validation {}",
                "7:1",
                "pruner median does not go with cross_validation"),
            rest(
                "a setting of nothing",
                GRID + "set: \"training.epoch=3\"",
                "7:1",
                "no field \"epoch\" in training; did you mean \"epochs\"?"),
            rest(
                "a setting to an invalid value",
                GRID + "set: \"training.epochs=0\"",
                "7:1",
                "epochs must be positive, was 0"),
            head("no data", HEAD.replaceFirst("data .*\n", ""), "1:1", "no data"),
            head("no name", HEAD.replaceFirst("name.*\n", ""), "1:1", "no name"),
            head(
                "a name with blanks",
                HEAD.replace("\"study\"", "\"a b\""),
                "1:1",
                "name must be letters"),
            head("no model", HEAD.replaceFirst("model: .*\n", ""), "1:1", "no model"),
            head(
                "no such model file",
                HEAD.replace("model.textproto", "modle.textproto"),
                "2:1",
                "modle.textproto: no such file; did you mean"))
        .map(wrong -> DynamicTest.dynamicTest(wrong.name, () -> check(wrong)));
  }

  private void check(Case wrong) throws IOException {
    Path file = directory.resolve("study.textproto");
    Files.writeString(file, wrong.text);
    SpecException refused =
        assertThrows(SpecException.class, () -> StudyFile.read(file, List.of()));
    String message = refused.getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(
        message.startsWith(file + ":" + wrong.place + (wrong.place.endsWith(":") ? "" : ": ")),
        message);
    for (String part : wrong.says) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void whatIsWrongWithTheModelIsFoundInTheModel() throws IOException {
    Path model = directory.resolve("model.textproto");
    Files.writeString(model, MODEL.replace("units: 64", "units: -1"));
    Path file = directory.resolve("study.textproto");
    Files.writeString(file, HEAD + GRID + UNITS);
    SpecException refused =
        assertThrows(SpecException.class, () -> StudyFile.read(file, List.of()));
    assertTrue(refused.getMessage().startsWith(model + ":3:32: units"), refused.getMessage());
  }

  @Test
  void whatIsWrongWithASettingIsFoundInTheSetting() throws IOException {
    Path file = directory.resolve("study.textproto");
    Files.writeString(file, HEAD + GRID + UNITS);
    assertEquals(
        "--set budget.trials=0: trials must be positive, was 0; write a number such as 50",
        refusal(file, "budget.trials=0"));
    assertEquals(
        "--set budgt.trials=5: no field \"budgt\" in study or model; did you mean \"budget\"?",
        refusal(file, "budgt.trials=5"));
    assertTrue(refusal(file, "training.epochs=0").startsWith("--set training.epochs=0: epochs"));
    assertTrue(refusal(file, "sampler=gridd").startsWith("--set sampler=gridd: no \"gridd\""));
  }

  private static String refusal(Path file, String setting) {
    return assertThrows(SpecException.class, () -> StudyFile.read(file, List.of(setting)))
        .getMessage();
  }
}
