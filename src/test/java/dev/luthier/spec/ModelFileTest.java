package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.luthier.data.CategoricalEncoding;
import dev.luthier.data.ElementType;
import dev.luthier.data.NumericEncoding;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.TensorEncoding;
import dev.luthier.nn.Block;
import dev.luthier.nn.Dense;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.nn.ShapeException;
import dev.luthier.optim.Adam;
import dev.luthier.spec.proto.OptimizerDef;
import dev.luthier.train.EarlyStopping;
import dev.luthier.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class ModelFileTest {

  private static final String HEAD = "name: \"m\" input { name: \"x\" shape: 4 }\n";
  private static final String LAYER = "layer { name: \"logits\" dense { units: 3 } }\n";
  private static final String LOSS = "loss { softmax_cross_entropy {} }\n";
  private static final String MODEL = HEAD + LAYER + LOSS;

  private static final String OF_CLASSES =
      "ACCURACY, TOP_K_ACCURACY, PRECISION, PRECISION_MACRO, PRECISION_MICRO, PRECISION_WEIGHTED,"
          + " PRECISION_PER_CLASS, RECALL, RECALL_MACRO, RECALL_MICRO, RECALL_WEIGHTED,"
          + " RECALL_PER_CLASS, F1, F1_MACRO, F1_MICRO, F1_WEIGHTED, F1_PER_CLASS, ROC_AUC,"
          + " CONFUSION_MATRIX";
  private static final String OF_NUMBERS = "MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, R_SQUARED";

  private static ModelSpec spec(String text, String... settings) {
    return ModelFile.parse("m.textproto", text, List.of(settings)).spec();
  }

  static Stream<Arguments> invalidModels() {
    return Stream.of(
        // What is left out.
        arguments(
            "input { name: \"x\" }\n" + LAYER + LOSS,
            "1:1: the model has no name; write one such as name: \"my_model\""),
        arguments(
            "name: \"a b\" input { name: \"x\" }\n" + LAYER + LOSS,
            "1:1: name must be letters, digits, '_', '-' and '.', was 'a b'"),
        arguments(
            "name: \"m\"\n" + LAYER + LOSS,
            "1:1: input must be there at least once, was not; write input { name: \"features\""
                + " shape: 4 }"),
        arguments(
            HEAD + LOSS,
            "1:1: layer must be there at least once, was not; write layer { name: \"logits\""
                + " dense { units: 10 } }"),
        arguments(
            HEAD + LAYER,
            "1:1: the model has no loss; write loss { softmax_cross_entropy {} } for classes or"
                + " loss { mean_squared_error {} } for numbers"),
        arguments(
            HEAD + LAYER + "loss {}",
            "3:1: the model has no loss; write loss { softmax_cross_entropy {} } for classes or"
                + " loss { mean_squared_error {} } for numbers"),
        arguments(
            HEAD + "layer { dense { units: 3 } }\n" + LOSS,
            "2:1: layer has no name; write one such as name: \"hidden\""),
        arguments(
            HEAD + "layer { name: \"l\" }\n" + LOSS,
            "2:1: layer l has no kind; write one such as dense { units: 10 }"),
        // Names.
        arguments(
            HEAD + "layer { name: \"conv/1\" dense { units: 3 } }\n" + LOSS,
            "2:9: name of a layer must be letters, digits and underscores, was \"conv/1\"; write"
                + " one such as \"conv_1\""),
        arguments(
            "name: \"m\" input { name: \"a b\" }\n" + LAYER + LOSS,
            "1:19: name of an input must be letters, digits and underscores, was \"a b\"; write one"
                + " such as \"a_b\""),
        arguments(
            HEAD + LAYER + LAYER + LOSS,
            "3:9: name of a layer must be unique, another layer or input is \"logits\" too; write"
                + " another name"),
        arguments(
            HEAD + "layer { name: \"x\" dense { units: 3 } }\n" + LOSS,
            "2:9: name of a layer must be unique, another layer or input is \"x\" too; write"
                + " another name"),
        arguments(
            HEAD + "input { name: \"x\" }\n" + LAYER + LOSS,
            "2:9: name of an input must be unique, another one is \"x\" too; write another name"),
        // What layers read.
        arguments(
            HEAD + "layer { name: \"l\" input: \"y\" dense { units: 3 } }\n" + LOSS,
            "2:19: no layer or input \"y\"; write one of x"),
        arguments(
            HEAD
                + "layer { name: \"hidden\" dense { units: 3 } }\n"
                + "layer { name: \"sum\" input: [\"hidden\", \"hiden\"] add {} }\n"
                + LOSS,
            "3:39: no layer or input \"hiden\"; did you mean \"hidden\"?"),
        arguments(
            HEAD
                + "layer { name: \"a\" input: \"b\" dense { units: 3 } }\n"
                + "layer { name: \"b\" dense { units: 3 } }\n"
                + LOSS,
            "2:19: input must come before the layer that reads it, \"b\" does not; write one of"
                + " x"),
        // Values of fields, found by name within their layer.
        arguments(
            HEAD + "layer { name: \"l\"\n  dense { units: -3 } }\n" + LOSS,
            "3:11: units must be positive, was -3; write a whole number such as 128"),
        arguments(
            HEAD
                + "layer {\n  name: \"b\"\n  block {\n    layer { name: \"l\" dropout {\n"
                + "      rate: 1.5 } }\n  }\n}\n"
                + LOSS,
            "6:7: rate must be at least 0 and below 1, was 1.5; write a number such as 0.5"),
        arguments(
            HEAD + "layer { name: \"b\" block { } }\n" + LOSS,
            "2:19: block must have at least one layer, had none"),
        arguments(
            HEAD
                + "layer { name: \"b\" block { repeat: -1 layer { name: \"l\" flatten {} } } }\n"
                + LOSS,
            "2:27: repeat must be 0 or more, was -1; write 0 to leave the block out"),
        arguments(
            "name: \"m\" input { name: \"x\" shape: [28, 0] }\n" + LAYER + LOSS,
            "1:29: shape must be positive numbers, was [28, 0]; write it without the batch, such"
                + " as [28, 28, 1]"),
        arguments(
            MODEL + "training { batch_size: 0 }",
            "4:12: batch_size must be positive, was 0; write a number such as 32"),
        arguments(
            MODEL + "training { early_stopping { patience: -1 } }",
            "4:29: patience must be 0 or more, was -1"),
        arguments(
            MODEL + "training { mixup: -1 }",
            "4:12: mixup must be 0 or more, was -1.0; write a number such as 0.2"),
        arguments(
            MODEL + "training { accumulation: 0 }",
            "4:12: accumulation must be from 1 to batch_size, was 0 with a batch_size of 32; leave"
                + " it out for one part"),
        arguments(
            MODEL + "training { batch_size: 8 accumulation: 9 }",
            "4:26: accumulation must be from 1 to batch_size, was 9 with a batch_size of 8; leave it"
                + " out for one part"),
        // Metrics.
        arguments(
            MODEL + "metric: [ACCURACY,\n  METRIC_UNSPECIFIED]",
            "5:3: metric METRIC_UNSPECIFIED stands for none; write one of " + OF_CLASSES),
        arguments(
            MODEL + "metric: ACCURACY metric: ACCURACY",
            "4:18: metric ACCURACY is there twice; write it once"),
        arguments(
            MODEL + "metric: R_SQUARED",
            "4:1: metric R_SQUARED does not suit the loss softmax_cross_entropy, which is for"
                + " classes; write one of "
                + OF_CLASSES),
        arguments(
            HEAD + LAYER + "loss { huber {} } metric: ACCURACY",
            "3:19: metric ACCURACY does not suit the loss huber, which is for numbers; write one"
                + " of "
                + OF_NUMBERS));
  }

  @ParameterizedTest
  @MethodSource("invalidModels")
  void saysWhatIsWrongAndWhere(String text, String expected) {
    SpecException e = assertThrows(SpecException.class, () -> spec(text));
    assertEquals("m.textproto:" + expected, e.getMessage());
  }

  @Test
  void pointsAtTheValueThatIsWrongAmongFieldsOfOneName() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () ->
                spec(
                    HEAD
                        + "layer {\n  name: \"l\"\n  dense {\n    units: 3\n"
                        + "    kernel_regularizer { l2: 0.1 }\n"
                        + "    bias_regularizer { l2: -0.1 }\n  }\n}\n"
                        + LOSS));
    assertTrue(e.getMessage().startsWith("m.textproto:7:24: l2 "), e.getMessage());
  }

  @Test
  void fillsInDefaults() {
    ModelSpec spec = spec(MODEL);
    assertEquals(
        new TrainingOptions(
            10,
            32,
            true,
            OptionalDouble.empty(),
            Optional.empty(),
            0,
            1,
            0,
            1,
            Precision.FLOAT32,
            false),
        spec.training());
    assertTrue(spec.optimization().optimizer() instanceof Adam);
    assertEquals(
        Optional.of(new EarlyStopping("validation/loss", 3, 0, true)),
        spec(MODEL + "training { early_stopping { patience: 3 } }").training().earlyStopping());
    assertEquals(
        OptionalDouble.of(0.2),
        spec(MODEL + "training { validation_fraction: 0.2 }").training().validationFraction());
  }

  @Test
  void readsInputsShapesAndBlocks() {
    ModelSpec spec =
        spec(
            """
            name: "m"
            input { name: "x" shape: [2, 2] }
            input { name: "y" }
            layer {
              name: "b"
              input: "x"
              block {
                layer { name: "l" input: "b" dense { units: 3 } }
                repeat: 2
                residual {}
              }
            }
            layer { name: "sum" input: ["b", "y"] add {} }
            """
                + LOSS);
    assertEquals(Optional.of(Shape.of(2, 2)), spec.model().inputs().get(0).shape());
    assertEquals(Optional.empty(), spec.model().inputs().get(1).shape());
    Block block = (Block) spec.model().elements().get(0);
    assertEquals(Optional.of(2), block.repeat());
    assertEquals(List.of("x"), block.inputs());
    assertEquals(List.of("b"), block.elements().get(0).inputs());
    assertTrue(block.residual().orElseThrow().batchNormalization());
    assertEquals(List.of("b", "y"), spec.model().elements().get(1).inputs());
  }

  @Test
  void appliesSettingsInOrder() {
    ModelFile file =
        ModelFile.parse(
            "m.textproto",
            MODEL,
            List.of(
                "layer[logits].dense.units=5",
                "optimizer.*.learning_rate=0.5",
                "optimizer=sgd",
                "optimizer.sgd.momentum=0.9"));
    OptimizerDef optimizer = file.definition().getOptimizer();
    assertEquals(0.5f, optimizer.getSgd().getLearningRate());
    assertEquals(0.9f, optimizer.getSgd().getMomentum());
    LayerElement logits = (LayerElement) file.spec().model().elements().get(0);
    assertEquals(5, ((Dense) logits.layer()).units());
  }

  static Stream<Arguments> invalidSettings() {
    return Stream.of(
        arguments(
            List.of("training.epochs=3", "layer[logits].dense.units=-3"),
            "--set layer[logits].dense.units=-3: units must be positive, was -3; write a whole"
                + " number such as 128"),
        arguments(
            List.of("layer[logits].dense.units=0", "layer[logits].dense.use_bias=false"),
            "--set layer[logits].dense.units=0: units must be positive, was 0; write a whole"
                + " number such as 128"),
        arguments(
            List.of("layer[logits]=dropout", "layer[logits].dropout.rate=2"),
            "--set layer[logits].dropout.rate=2: rate must be at least 0 and below 1, was 2.0;"
                + " write a number such as 0.5"),
        arguments(
            List.of("layer[logits]=embedding"),
            "--set layer[logits]=embedding: input_size must be positive, was 0; write a whole"
                + " number such as 1"),
        arguments(
            List.of("metric=[ACCURACY,ACCURACY]"),
            "--set metric=[ACCURACY,ACCURACY]: metric ACCURACY is there twice; write it once"),
        arguments(
            List.of("training.epochs=3", "loss=huber", "metric=F1"),
            "--set metric=F1: metric F1 does not suit the loss huber, which is for numbers; write"
                + " one of "
                + OF_NUMBERS),
        arguments(
            List.of("training.batch_size=none"),
            "--set training.batch_size=none: a whole number is needed, found \"none\""));
  }

  @ParameterizedTest
  @MethodSource("invalidSettings")
  void blamesTheSettingThatIsWrong(List<String> settings, String expected) {
    SpecException e =
        assertThrows(SpecException.class, () -> ModelFile.parse("m.textproto", MODEL, settings));
    assertEquals(expected, e.getMessage());
  }

  @Test
  void findsTheLayerThatDoesNotFit() {
    String text =
        HEAD
            + """
            layer {
              name: "stage"
              block {
                layer { name: "conv" conv2d { filters: 3 kernel_size: 3 } }
              }
            }
            layer { name: "logits" dense { units: 3 } }
            """
            + LOSS;
    ModelFile plain = ModelFile.parse("m.textproto", text, List.of());
    assertEquals(
        "m.textproto:5:5: layer stage/conv: image needed",
        plain.error("stage/conv", "layer stage/conv: image needed").getMessage());
    assertEquals(
        "m.textproto:5:46: layer stage/conv: kernel_size must fit",
        plain.error("stage/conv", "layer stage/conv: kernel_size must fit").getMessage());
    assertEquals(
        "m.textproto:9:1: loss needs one number",
        plain.error("", "loss needs one number").getMessage());
    assertEquals("m.textproto:1:1: no way", plain.error("", "no way").getMessage());
    ModelFile changed =
        ModelFile.parse(
            "m.textproto", text, List.of("layer[stage].block.layer[conv].conv2d.kernel_size=9"));
    assertEquals(
        "--set layer[stage].block.layer[conv].conv2d.kernel_size=9: layer stage/conv: image"
            + " needed",
        changed.error("stage/conv", "layer stage/conv: image needed").getMessage());
    assertEquals(
        "m.textproto:8:1: layer logits: too much",
        changed.error("logits", "layer logits: too much").getMessage());
  }

  @Test
  void placesAShapeThatDoesNotFit() {
    ModelFile file =
        ModelFile.parse(
            "m.textproto",
            HEAD + "layer { name: \"conv\" conv2d { filters: 3 kernel_size: 3 } }\n" + LOSS,
            List.of());
    ShapeException e =
        assertThrows(ShapeException.class, () -> Network.of(file.spec().model(), Map.of()));
    String line = file.error(e.path(), e.getMessage()).getMessage();
    assertTrue(line.startsWith("m.textproto:2:1: layer conv: "), line);
  }

  @Test
  void writesPreprocessingAndReadsItAgain(@TempDir Path directory) throws IOException {
    Preprocessing preprocessing =
        new Preprocessing(
            List.of(
                new TensorEncoding(
                    "image",
                    List.of(2, 2, 1),
                    ElementType.UINT8,
                    1 / 255f,
                    -0.5f,
                    List.of(0.25f),
                    List.of(0.5f)),
                new NumericEncoding("height", 1.5f, 2, 3),
                new CategoricalEncoding("color", List.of("", "bl\u00e4u", "a \"b\""))),
            List.of("no", "yes"),
            List.of());
    ModelSpec spec =
        spec(MODEL
                + "training { validation_fraction: 0.1 early_stopping { min_delta: 0.01 } mixup: 0.2"
                + " accumulation: 4 }")
            .withPreprocessing(preprocessing);
    Path file = directory.resolve("model.textproto");
    ModelFile.write(file, spec, false);
    assertEquals(spec, ModelFile.read(file, List.of()).spec());
  }
}
