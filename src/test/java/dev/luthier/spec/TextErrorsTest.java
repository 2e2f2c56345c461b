package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of texts that are no message at all. */
class TextErrorsTest {

  private static final String MODEL_FIELDS =
      "name, input, layer, loss, metric, top_k, optimizer, training, preprocessing, exit";
  private static final String DENSE_FIELDS =
      "units, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer,"
          + " bias_regularizer, activity_regularizer, kernel_constraint";
  private static final String ACTIVATIONS =
      "LINEAR, RELU, RELU6, LEAKY_RELU, ELU, SELU, GELU, GELU_TANH, SILU, HARD_SILU, MISH,"
          + " SOFTPLUS, SOFTSIGN, SIGMOID, HARD_SIGMOID, TANH, SOFTMAX, LOG_SOFTMAX, EXPONENTIAL";

  static Stream<Arguments> refusedTexts() {
    return Stream.of(
        // Names of fields.
        arguments(
            "layer { dense { unitz: 3 } }",
            "1:17: no field \"unitz\" in dense; did you mean \"units\"?"),
        arguments(
            "name: \"x\"\n\nlayer {\n  dence { units: 3 }\n}",
            "4:3: no field \"dence\" in layer; did you mean \"dense\"?"),
        arguments(
            "layer { dense { foo { bar } } }",
            "1:17: no field \"foo\" in dense; write one of " + DENSE_FIELDS),
        arguments(
            "layer { dense { regularizer { l2: 1 } } }",
            "1:17: no field \"regularizer\" in dense; did you mean \"kernel_regularizer\"?"),
        arguments("units", "1:1: no field \"units\" in model; write one of " + MODEL_FIELDS),
        arguments(
            "[luthier.x]: 3",
            "1:10: no field \"[luthier.x]\" in model; write one of " + MODEL_FIELDS),
        arguments("= 3", "1:1: a field of model is needed, found =; write one of " + MODEL_FIELDS),
        arguments(
            "layer { dense { units: 3;; } }",
            "1:26: a field of dense is needed, found ;; write one of " + DENSE_FIELDS),
        arguments(
            "layer { conv2d { kernel_size: 3, 3 } }",
            "1:34: a field of conv2d is needed, found 3; write several values in brackets, such"
                + " as [3, 3]"),
        // Values.
        arguments(
            "layer { dense { units: abc } }",
            "1:24: units must be a whole number, found abc; write one such as units: 8"),
        arguments(
            "layer { dense { units: 3.5 } }",
            "1:24: units must be a whole number, found 3.5; write one such as units: 8"),
        arguments(
            "layer { dense { units: \"3\" } }",
            "1:24: units must be a whole number, found \"3\"; write one such as units: 8"),
        arguments(
            "layer { dense { units: } }",
            "1:24: units must be a whole number, found }; write one such as units: 8"),
        arguments(
            "layer { dense { units: 99999999999 } }",
            "1:24: units is too large, found 99999999999; write a number of at most 2147483647"),
        arguments(
            "layer { dropout { rate: half } }",
            "1:25: rate must be a number, found half; write one such as rate: 0.5"),
        arguments(
            "layer { dense { use_bias: maybe } }",
            "1:27: use_bias must be true or false, found maybe; write one such as use_bias: true"),
        arguments(
            "layer { dense { activation: RELUU } }",
            "1:29: no value \"RELUU\" for activation; did you mean \"RELU\"? The values are "
                + ACTIVATIONS),
        arguments(
            "layer { dense { activation: wavelet } }",
            "1:29: no value \"wavelet\" for activation; write one of " + ACTIVATIONS),
        arguments(
            "layer { dense { activation: \"relu\" } }",
            "1:29: activation must be a name without quotes, found \"relu\"; write activation:"
                + " RELU"),
        arguments("name: abc", "1:7: name must be text in quotes, found abc; write name: \"abc\""),
        arguments(
            "layer: 3",
            "1:8: layer must be a group in braces, found 3; write one such as layer { ... }"),
        arguments(
            "loss",
            "1:5: loss must be a group in braces, found the end of the file; write one such as"
                + " loss { ... }"),
        arguments(
            "name: \"\\q\"",
            "1:7: the text \"\\q\" has an unknown escape; write \\\\ for a backslash"),
        arguments(
            "name: \"abc\nlayer {}",
            "1:7: the text \"abc has no closing quote; write one on this line"),
        // Punctuation.
        arguments(
            "layer { dense { units 3 } }",
            "1:23: a colon is missing after units, found 3; write units: 8"),
        arguments(
            "layer { conv2d { kernel_size: [3 3] } }",
            "1:34: a comma is missing in the list of kernel_size, found 3; write [3, 3]"),
        arguments(
            "name: \"}\" # {\nlayer {\n  dense { units: 3\n",
            "4:1: dense of line 3 is not closed, found the end of the file; write }"),
        arguments("layer { dense { units: 3 } } }", "1:30: } closes nothing; remove it"),
        arguments(
            "layer < dense { units: 3 > >",
            "1:26: dense of line 1 must be closed by the bracket that suits its opening one,"
                + " found >"),
        // Repetitions.
        arguments(
            "name: \"a\"\nname: \"b\"",
            "2:1: name is there twice in model, first on line 1; write it once"),
        arguments(
            "loss { mean_squared_error {} }\nloss { huber {} }",
            "2:1: loss is there twice in model, first on line 1; write it once"),
        arguments(
            "layer {\n  dense {}\n  dropout {}\n}",
            "3:3: layer can be only one thing, found dropout after dense on line 2; remove one of"
                + " them"),
        arguments(
            "optimizer { clipping { norm: 1 value: 1 } }",
            "1:32: clipping can be only one thing, found value after norm on line 1; remove one of"
                + " them"));
  }

  @ParameterizedTest
  @MethodSource("refusedTexts")
  void saysWhatIsWrongAndWhere(String text, String expected) {
    SpecException e =
        assertThrows(
            SpecException.class,
            () -> SpecFile.parse("m.textproto", text, ModelDef.getDefaultInstance()));
    assertEquals("m.textproto:" + expected, e.getMessage());
  }

  @Test
  void speaksOfTheFilesOwnKind() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () -> SpecFile.parse("d.textproto", "pth: \"iris.csv\"", DataDef.getDefaultInstance()));
    assertEquals(
        "d.textproto:1:1: no field \"pth\" in data; did you mean \"path\"?", e.getMessage());
  }

  @Test
  void readsUtf8WithAByteOrderMark(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("m.textproto");
    Files.writeString(file, "\uFEFFname: \"m\" # caf\u00e9\n");
    assertEquals("m", SpecFile.read(file, ModelDef.getDefaultInstance()).message().getName());
  }

  @Test
  void suggestsTheFileThatWasMeant(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("mnist_mlp.textproto"), "name: \"m\"");
    Path missing = directory.resolve("mnist_mpl.textproto");
    assertRefused(
        missing,
        missing
            + ": no such file; did you mean \""
            + directory.resolve("mnist_mlp.textproto")
            + "\"?");
  }

  @Test
  void refusesWhatIsNoTextFile(@TempDir Path directory) throws IOException {
    Path missing = directory.resolve("m.textproto");
    assertRefused(missing, missing + ": no such file; write the path of a file");
    Path lost = directory.resolve("nowhere").resolve("m.textproto");
    assertRefused(
        lost, lost + ": no such file; there is no directory " + lost.getParent() + " either");
    assertRefused(
        directory, directory + ": a file is needed, found a directory; write a file's name");
    Path empty = Files.writeString(directory.resolve("empty"), " \n");
    assertRefused(
        empty, empty + ":1:1: the file is empty; write fields such as name: \"my_model\"");
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'#', '\n', '#', (byte) 0xE9});
    assertRefused(
        latin, latin + ":2:2: the file is not UTF-8 text, found byte 0xE9; save it as UTF-8");
  }

  private static void assertRefused(Path file, String expected) {
    SpecException e =
        assertThrows(SpecException.class, () -> SpecFile.read(file, ModelDef.getDefaultInstance()));
    assertEquals(expected, e.getMessage());
  }
}
