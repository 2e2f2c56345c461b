package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Network;
import dev.luthier.nn.ShapeException;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are meant to take the stack, the memory or the time are refused in one line. */
@Timeout(60)
class TextBoundsTest {

  private static final String AROUND =
      """
      name: "m" input { name: "x" shape: 4 }
      %s
      layer { name: "logits" dense { units: 3 } }
      loss { softmax_cross_entropy {} }
      """;

  private static String refusal(String text) {
    return assertThrows(SpecException.class, () -> ModelFile.parse("m", text, List.of()))
        .getMessage();
  }

  private static String shapeError(String layers) {
    ModelSpec spec = ModelFile.parse("m", AROUND.formatted(layers), List.of()).spec();
    return assertThrows(ShapeException.class, () -> Network.of(spec.model(), Map.of()))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"layer { block { ", "#\rlayer { block { ", "#\u2028 layer < block { ", "x {"})
  void messagesAreNestedSoDeepOnly(String opening) {
    String problem = refusal(opening.repeat(100_000));
    assertTrue(problem.contains("messages may be nested 64 deep, found one more"), problem);
  }

  @Test
  void blocksMayBeNestedFarDeeperThanAnybodyWrites() {
    int depth = 30;
    String text =
        IntStream.range(0, depth)
            .mapToObj(i -> "layer { name: \"b" + i + "\" block { ")
            .collect(Collectors.joining());
    String model =
        AROUND.formatted(text + "layer { name: \"c\" flatten {} }" + "} }".repeat(depth));
    assertEquals(2, ModelFile.parse("m", model, List.of()).spec().model().elements().size());
  }

  @Test
  void tokensMayBeLong() {
    String name = "a\\\\".repeat(200_000);
    String problem = refusal("name: \"" + name + "\" unknown: 1");
    assertTrue(problem.contains("no field \"unknown\" in model"), problem);
    String field = "f".repeat(1_000_000);
    assertTrue(
        refusal(field + ": 1").contains("; write one of name"), "no near name is looked for");
    assertTrue(refusal("training { epochs: \"" + name + "\" }").length() < 300);
  }

  @Test
  void pathsOfSettingsAreReadOnce() {
    String path = ".".repeat(500_000) + "=1";
    String problem = assertThrows(SpecException.class, () -> Setting.parse(path)).getMessage();
    assertTrue(problem.contains("a path is field names with dots between"), "no path");
    Setting digits = Setting.parse("training.epochs=" + "9".repeat(1_000_000));
    assertTrue(
        assertThrows(
                SpecException.class, () -> digits.apply(ModelDef.newBuilder().setName("m").build()))
            .getMessage()
            .contains("a whole number from -2147483648 to 2147483647 is needed"));
  }

  @Test
  void blocksAreRepeatedSoOftenOnly() {
    String once =
        "layer { name: \"r\" block { repeat: 2147483647 layer { name: \"f\" flatten {} } } }";
    String many = "repeat must leave at most 10000 layers and repetitions in all";
    assertTrue(shapeError(once).contains(many));
    String nested =
        "layer { name: \"a\" block { repeat: 1000000 layer { name: \"b\" block { repeat: 1000000"
            + " layer { name: \"c\" block { repeat: 0 layer { name: \"f\" flatten {} } } } } } } }";
    assertTrue(shapeError(nested).contains(many));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reshape { shape: [65536, 65536, 65536, 65536, -1] }",
        "reshape { shape: [2147483647, 2147483647, 2147483647, 4] }",
        "dense { units: 2147483647 } } layer { name: \"m\" embedding { input_size: 2 output_size: 9 }",
      })
  void sizesDoNotOverflow(String layer) {
    shapeError("layer { name: \"l\" " + layer + " }");
  }

  @Test
  void inputsHaveSizesThatMemoryHolds() {
    assertTrue(
        refusal("name: \"m\" input { name: \"x\" shape: [65536, 65536, 65536, 65536] }")
            .contains("shape must have at most 2147483647 values"));
    String name = "n".repeat(201);
    assertTrue(
        refusal(AROUND.formatted("layer { name: \"" + name + "\" flatten {} }"))
            .contains("name must have at most 200 characters, has 201"));
    assertTrue(
        refusal(
                AROUND.formatted(
                    "layer { name: \"e\" mixture_of_experts { experts: 2147483647 units: 2 } }"))
            .contains("experts must be 2 or more, up to 4096"));
  }

  @Test
  void pathsOfFilesCannotHaveNul() {
    SpecFile<DataDef> file = SpecFile.parse("d", "path: \"a\\0b\"", DataDef.getDefaultInstance());
    assertEquals(
        "d:1:1: path must be a name or a path, was \"a\0b\": Nul character not allowed",
        assertThrows(
                SpecException.class,
                () -> file.convert(def -> DataMapping.fromProto(def, Path.of(""))))
            .getMessage());
    assertTrue(
        studyError("model: \"\\0\" data { path: \"iris\" }")
            .startsWith("s:1:11: model must be the path of a file"));
  }

  private static String studyError(String text) {
    return assertThrows(
            SpecException.class, () -> StudyFile.parse("s", "name: \"s\" " + text, List.of()))
        .getMessage();
  }

  private static String study(String layers, String parameters) {
    return """
    name: "s"
    model_definition { %s }
    data { path: "iris" validation_fraction: 0.2 }
    objective { metric: "validation/loss" goal: MINIMIZE }
    %s
    """
        .formatted(AROUND.formatted(layers), parameters);
  }

  private static String parameterError(String parameters) {
    return assertThrows(
            SpecException.class, () -> StudyFile.parse("s", study("", parameters), List.of()))
        .getMessage();
  }

  private static String expressionError(String expression) {
    return parameterError(
        """
        parameter { name: "a" path: "training.epochs" int { min: 1 max: 9 } }
        constraint { expression: "%s" }
        """
            .formatted(expression));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a < FLOOR(1e999999999)",
        "a < SQRT(1e999999999)",
        "a < 1e999999999 % 7",
        "a < 10 ^ (0 - 900000000)",
        "a < FLOOR(10 ^ 99 ^ 99 ^ 99)",
        "a < ROUND(a, 1000000000)",
        "a < 1e300 * 1e300",
        "a < (0 - a) ^ 0.5",
      })
  void expressionsComputeWithSmallNumbersOnly(String expression) {
    String problem = expressionError(expression);
    assertTrue(problem.contains("cannot be computed"), problem);
  }

  @Test
  void expressionsAreShort() {
    assertTrue(
        expressionError("(".repeat(100_000) + "a").contains("must have at most 1000 characters"));
    assertTrue(expressionError("(".repeat(400) + "a").contains("cannot be read"));
  }

  @Test
  void rangesHaveAsManyValuesAsCanBeCounted() {
    String problem =
        parameterError(
            "parameter { name: \"a\" path: \"optimizer.*.learning_rate\" float { min: 1 max: 1e9"
                + " step: 1.00000001 scale: LOG } }");
    assertTrue(problem.contains("step must leave at most"), problem);
  }

  @Test
  void conditionsThatMeetAgainAreFollowedOnce() {
    // Each parameter has two conditions on the one before: 2^40 ways back to the first.
    int count = 40;
    String layers =
        IntStream.range(0, count)
            .mapToObj(i -> "layer { name: \"d" + i + "\" dense { units: 4 } }\n")
            .collect(Collectors.joining());
    String chain =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    "parameter { name: \"p%d\" path: \"layer[d%d].dense.units\" int { min: 1 max: 9 } %s}\n"
                        .formatted(i, i, i == 0 ? "" : twice("p" + (i - 1))))
            .collect(Collectors.joining());
    String choice =
        "parameter { name: \"algorithm\" path: \"optimizer\" choice { value: [\"adam\", \"sgd\"] } "
            + twice("p" + (count - 1))
            + "}\n";
    String inside =
        "parameter { name: \"rate\" path: \"optimizer.*.learning_rate\" float { min: 0.1 max: 1 } }";
    StudySpec study = StudyFile.parse("s", study(layers, chain + choice + inside), List.of());
    assertEquals(count + 2, study.space().parameters().size());
  }

  private static String twice(String name) {
    return "when { parameter: \"%s\" at_least: 1 } when { parameter: \"%s\" at_most: 9 } "
        .formatted(name, name);
  }

  @Test
  void conditionsThatLookAheadAreFollowedToTheirEnd() {
    String backwards =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    "parameter { name: \"q%d\" when { parameter: \"q%d\" equals: \"1\" } }"
                        .formatted(i, i + 1))
            .collect(Collectors.joining("\n"));
    String last = "\nparameter { name: \"q400\" when { parameter: \"q0\" equals: \"1\" } }";
    assertTrue(
        parameterError(backwards + last).contains("q1 depends on q0 itself: a cycle"),
        parameterError(backwards + last));
  }

  @Test
  void thereAreSoManyParametersOnly() {
    String problem = parameterError("parameter { name: \"p\" }\n".repeat(501));
    assertTrue(problem.contains("parameter must be there at most 500 times"), problem);
  }
}
