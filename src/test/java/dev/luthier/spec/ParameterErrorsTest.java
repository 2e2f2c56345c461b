package dev.luthier.spec;

import static dev.luthier.spec.WrongStudy.GRID;
import static dev.luthier.spec.WrongStudy.HEAD;
import static dev.luthier.spec.WrongStudy.OPTIMIZER;
import static dev.luthier.spec.WrongStudy.UNITS;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a study's parameters shows when it is read, at its place. */
class ParameterErrorsTest {

  @TempDir private Path directory;

  private static WrongStudy parameter(String name, String text, String place, String... says) {
    return new WrongStudy(name, HEAD + GRID + text, place, List.of(says));
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
                "path optimizer.*.beta1 cannot be set where optimizer = sgd"))
        .map(wrong -> wrong.testIn(directory));
  }
}
