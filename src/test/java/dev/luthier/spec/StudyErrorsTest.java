package dev.luthier.spec;

import static dev.luthier.spec.WrongStudy.GRID;
import static dev.luthier.spec.WrongStudy.HEAD;
import static dev.luthier.spec.WrongStudy.OPTIMIZER;
import static dev.luthier.spec.WrongStudy.UNITS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a study beside its parameters shows when it is read, at its place. */
class StudyErrorsTest {

  @TempDir private Path directory;

  private static WrongStudy head(String name, String head, String place, String... says) {
    return new WrongStudy(name, head + GRID + UNITS, place, List.of(says));
  }

  private static WrongStudy objective(String name, String text, String place, String... says) {
    return head(name, HEAD.replaceFirst("objective .*\n", text + "\n"), place, says);
  }

  private static WrongStudy rest(String name, String text, String place, String... says) {
    return new WrongStudy(name, HEAD + UNITS + text, place, List.of(says));
  }

  @TestFactory
  Stream<DynamicTest> oneLineAtThePlace() {
    return Stream.of(
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
            objective(
                "a cost that is misspelt",
                "objective { metric: \"parameter\" goal: MINIMIZE }",
                "4:13",
                "did you mean \"parameters\"?"),
            objective(
                "a cost first",
                "objective { metric: \"parameters\" goal: MINIMIZE }",
                "4:13",
                "the first objective must be a figure of the training, was the cost parameters"),
            objective(
                "a figure of the structure without a goal",
                "objective { metric: \"structure/hidden/units\" }",
                "4:1",
                "write goal: MINIMIZE or goal: MAXIMIZE"),
            objective(
                "the best epoch of a figure of the structure",
                "objective { metric: \"structure/a/b\" goal: MINIMIZE epoch: BEST }",
                "4:52",
                "epoch must be LAST for a figure of the structure, was BEST"),
            rest(
                "a cost that shall grow",
                GRID + "objective { metric: \"multiply_adds\" goal: MAXIMIZE }",
                "7:37",
                "better the lower it is; write goal: MINIMIZE"),
            rest(
                "one objective twice",
                GRID + "objective { metric: \"validation/accuracy\" goal: MAXIMIZE }",
                "7:13",
                "metric validation/accuracy is an objective already"),
            rest(
                "another epoch",
                GRID + "objective { metric: \"parameters\" goal: MINIMIZE epoch: LAST }",
                "7:49",
                "epoch LAST contradicts the first objective"),
            rest(
                "four objectives",
                GRID
                    + "objective { metric: \"parameters\" goal: MINIMIZE }\n"
                    + "objective { metric: \"seconds\" goal: MINIMIZE }\n"
                    + "objective { metric: \"loss\" goal: MINIMIZE }",
                "9:1",
                "objectives must be at most 3, were 4"),
            rest(
                "a pruner for one objective",
                GRID
                    + "objective { metric: \"parameters\" goal: MINIMIZE }\n"
                    + "pruner { median {} }",
                "8:1",
                "pruner median compares trials by one objective, the study has 2; write asha {}"),
            rest(
                "a target for several objectives",
                GRID
                    + "objective { metric: \"parameters\" goal: MINIMIZE }\n"
                    + "budget { target_value: 0.5 }",
                "8:10",
                "target_value must be left out with several objectives"),
            rest(
                "a terminator for several objectives",
                GRID
                    + "objective { metric: \"parameters\" goal: MINIMIZE }\n"
                    + "budget { terminator { error: 0.1 } }",
                "8:10",
                "terminator must be left out with several objectives, there are 2"),
            rest(
                "a terminator without an error",
                GRID + "budget { terminator {} }",
                "7:10",
                "terminator needs an error in a study without cross_validation",
                "such as terminator { error: 0.001 }"),
            rest(
                "an error below 0",
                GRID + "budget { terminator { error: -1 } }",
                "7:23",
                "error must be 0 or more, was -1.0"),
            rest(
                "one trial for a terminator",
                GRID + "cross_validation {} budget { terminator { min_trials: 1 } }",
                "7:43",
                "min_trials must be at least 2, was 1"),
            rest(
                "repeats for several objectives",
                GRID
                    + "objective { metric: \"parameters\" goal: MINIMIZE }\n"
                    + "budget { repeats { top: 2 } }",
                "8:10",
                "repeats must be left out with several objectives, there are 2"),
            rest(
                "repeats of trials whose weights are gone",
                GRID + "keep: 2 budget { repeats {} }",
                "7:18",
                "top must be at most keep, the number of trials whose weights stay, which is 2, was 3;"
                    + " write keep: 3"),
            rest(
                "repeats that are none",
                GRID + "budget { repeats { times: 1 } }",
                "7:20",
                "times must be at least 2, the first training included, was 1"),
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
                "watchdog",
                GRID + "watchdog_seconds: -5",
                "7:1",
                "watchdog_seconds must be from 0, which turns it off, to 8640000, was -5.0"),
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
        .map(wrong -> wrong.testIn(directory));
  }

  @Test
  void whatIsWrongWithTheModelIsFoundInTheModel() throws IOException {
    Path file = WrongStudy.write(directory, HEAD + GRID + UNITS);
    Path model = directory.resolve("model.textproto");
    Files.writeString(model, WrongStudy.MODEL.replace("units: 64", "units: -1"));
    SpecException refused =
        assertThrows(SpecException.class, () -> StudyFile.read(file, List.of()));
    assertTrue(refused.getMessage().startsWith(model + ":3:32: units"), refused.getMessage());
  }

  @Test
  void whatIsWrongWithASettingIsFoundInTheSetting() throws IOException {
    Path file = WrongStudy.write(directory, HEAD + GRID + UNITS);
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
