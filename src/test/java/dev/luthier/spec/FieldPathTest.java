package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.Metric;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.OptimizerDef;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldPathTest {

  private static final ModelDef MODEL =
      SpecFile.parse(
              "m.textproto",
              """
              name: "m"
              input { name: "pixels" shape: [28, 28, 1] }
              layer {
                name: "stage1"
                block {
                  layer { name: "conv" conv2d { filters: 16 kernel_size: [3, 5] } }
                  repeat: 2
                }
              }
              layer { name: "hidden" dense { units: 128 activation: RELU } }
              layer { name: "0" dense { units: 10 } }
              loss { softmax_cross_entropy {} }
              metric: [ACCURACY, F1]
              optimizer { adam { learning_rate: 0.01 beta1: 0.8 } }
              """,
              ModelDef.getDefaultInstance())
          .message();

  private static ModelDef set(String path, Object value) {
    return FieldPath.parse(path).with(MODEL, value);
  }

  private static FieldTarget target(String path) {
    return FieldPath.parse(path).target(MODEL);
  }

  @Test
  void setsFieldsOfEveryKind() {
    assertEquals(64, set("layer[hidden].dense.units", "64").getLayer(1).getDense().getUnits());
    assertEquals(64, set("layer[hidden].dense.units", 64L).getLayer(1).getDense().getUnits());
    assertEquals(
        8,
        set("layer[stage1].block.layer[conv].conv2d.filters", "8")
            .getLayer(0)
            .getBlock()
            .getLayer(0)
            .getConv2D()
            .getFilters());
    assertEquals(
        Activation.GELU_TANH,
        set("layer[hidden].dense.activation", "gelu_tanh").getLayer(1).getDense().getActivation());
    assertFalse(set("training.shuffle", "False").getTraining().getShuffle());
    assertEquals(
        1e-3f, set("optimizer.*.learning_rate", "1e-3").getOptimizer().getAdam().getLearningRate());
    assertEquals(
        0.1f, set("optimizer.adam.learning_rate", 0.1).getOptimizer().getAdam().getLearningRate());
    assertEquals("other", set("name", "other").getName());
    assertEquals(Metric.ROC_AUC, set("metric[1]", "roc_auc").getMetric(1));
    assertEquals(List.of(28, 28, 3), set("input[pixels].shape[2]", "3").getInput(0).getShapeList());
  }

  @Test
  void setsListsAsAWhole() {
    assertEquals(List.of(784), set("input[pixels].shape", "784").getInput(0).getShapeList());
    assertEquals(
        List.of(28, 28), set("input[pixels].shape", List.of(28, 28)).getInput(0).getShapeList());
    assertEquals(List.of(), set("input[pixels].shape", "[]").getInput(0).getShapeList());
    assertEquals(
        List.of(Metric.ACCURACY, Metric.ROC_AUC),
        set("metric", "[accuracy,roc_auc]").getMetricList());
  }

  @Test
  void makesTheMessagesOnTheWay() {
    ModelDef changed = set("layer[hidden].dense.kernel_regularizer.l2", "0.5");
    assertEquals(0.5f, changed.getLayer(1).getDense().getKernelRegularizer().getL2());
    assertEquals(
        20,
        set("training.early_stopping.patience", "20")
            .getTraining()
            .getEarlyStopping()
            .getPatience());
  }

  @Test
  void anElementsNameGoesBeforeItsIndex() {
    assertEquals(7, set("layer[0].dense.units", "7").getLayer(2).getDense().getUnits());
    assertEquals(7, set("layer[1].dense.units", "7").getLayer(1).getDense().getUnits());
  }

  @Test
  void aChoiceKeepsTheFieldsThatBothCasesHave() {
    OptimizerDef optimizer = set("optimizer", "rmsprop").getOptimizer();
    assertEquals(OptimizerDef.AlgorithmCase.RMSPROP, optimizer.getAlgorithmCase());
    assertEquals(0.01f, optimizer.getRmsprop().getLearningRate());

    LayerDef layer = set("layer[hidden]", "conv1d").getLayer(1);
    assertEquals("hidden", layer.getName());
    assertEquals(Activation.RELU, layer.getConv1D().getActivation());

    assertSame(MODEL.getOptimizer().getAdam(), set("optimizer", "adam").getOptimizer().getAdam());
    assertTrue(set("optimizer.schedule", "cosine").getOptimizer().getSchedule().hasCosine());
    assertTrue(
        set("layer[hidden].dense.kernel_initializer", "he_normal")
            .getLayer(1)
            .getDense()
            .getKernelInitializer()
            .hasHeNormal());
  }

  @Test
  void aScalarCaseIsChosenByItsValue() {
    ModelDef clipped = set("optimizer.clipping.norm", "1");
    ModelDef changed = FieldPath.parse("optimizer.clipping.global_norm").with(clipped, "2");
    assertEquals(2f, changed.getOptimizer().getClipping().getGlobalNorm());
    assertFalse(changed.getOptimizer().getClipping().hasNorm());
  }

  @Test
  void saysWhatCanBeSet() {
    FieldTarget units = target("layer[hidden].dense.units");
    assertEquals(FieldTarget.Kind.WHOLE_NUMBER, units.kind());
    assertEquals(Optional.of("128"), units.current());
    assertTrue(units.active());
    assertFalse(units.list());
    units.check(64);
    assertThrows(IllegalArgumentException.class, () -> units.check(0.5));

    FieldTarget rate = target("optimizer.*.learning_rate");
    assertEquals(FieldTarget.Kind.NUMBER, rate.kind());
    assertEquals(Optional.of("0.01"), rate.current());
    rate.check(1e-4);

    FieldTarget optimizer = target("optimizer");
    assertEquals(FieldTarget.Kind.CASE, optimizer.kind());
    assertEquals(Optional.of("adam"), optimizer.current());
    assertEquals(
        List.of("adam", "adamw", "rmsprop", "sgd", "adagrad", "adadelta", "ftrl", "lbfgs"),
        optimizer.choices());
    assertThrows(IllegalArgumentException.class, () -> optimizer.check("adem"));

    FieldTarget momentum = target("optimizer.rmsprop.momentum");
    assertFalse(momentum.active());
    assertEquals(Optional.of("0.0"), momentum.current());

    FieldTarget epochs = target("training.epochs");
    assertEquals(Optional.empty(), epochs.current());
    assertTrue(epochs.active());

    FieldTarget activation = target("layer[hidden].dense.activation");
    assertEquals(FieldTarget.Kind.NAME, activation.kind());
    assertEquals(Optional.of("RELU"), activation.current());
    assertTrue(activation.choices().contains("GELU"));
    assertFalse(activation.choices().contains("ACTIVATION_UNSPECIFIED"));

    FieldTarget kernel = target("layer[stage1].block.layer[conv].conv2d.kernel_size");
    assertTrue(kernel.list());
    assertEquals(Optional.of("[3, 5]"), kernel.current());
    assertFalse(target("layer[stage1].block.layer[conv].conv2d.kernel_size[1]").list());

    assertEquals(FieldTarget.Kind.FLAG, target("training.shuffle").kind());
    assertEquals(FieldTarget.Kind.TEXT, target("name").kind());
  }

  @Test
  void resolvesNamesAndChoices() {
    assertEquals(
        "optimizer.adam.learning_rate",
        FieldPath.parse("optimizer.*.learning_rate").resolve(MODEL).toString());
    assertEquals(
        "layer[0].block.layer[0].conv2d.filters",
        FieldPath.parse("layer[stage1].block.layer[conv].conv2d.filters")
            .resolve(MODEL)
            .toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          layer[hidden].dense.units=abc      | a whole number is needed, found "abc"
          layer[hidden].dense.units=0.5      | a whole number is needed, found "0.5"
          layer[hidden].dense.units=3000000000 | a whole number from -2147483648 to 2147483647 is needed, found "3000000000"
          layer[hidden].dense.use_bias=maybe | true or false is needed, found "maybe"
          optimizer.*.learning_rate=fast     | a number is needed, found "fast"
          optimizer.*.learning_rate=1e99     | a number between -3.4e38 and 3.4e38 is needed, found "1e99"
          input[pixels].shape=[3,x]          | a whole number is needed, found "x"
          input[pixels].shape=[3             | a list ends with ], found "[3"; write one such as [3, 3]
          metric[0]=acuracy                  | no value "acuracy" for metric; did you mean "ACCURACY"? The values are ACCURACY, TOP_K_ACCURACY, PRECISION, PRECISION_MACRO, PRECISION_MICRO, PRECISION_WEIGHTED, PRECISION_PER_CLASS, RECALL, RECALL_MACRO, RECALL_MICRO, RECALL_WEIGHTED, RECALL_PER_CLASS, F1, F1_MACRO, F1_MICRO, F1_WEIGHTED, F1_PER_CLASS, ROC_AUC, CONFUSION_MATRIX, MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, R_SQUARED
          optimizr=adam                      | no field "optimizr" in model; did you mean "optimizer"?
          layer[hidden].dense.unitz=3        | no field "unitz" in dense; did you mean "units"?
          layer[hidden].dence.units=3        | no field "dence" in layer; did you mean "dense"?
          layer[hiden].dense.units=3         | no layer "hiden"; did you mean "hidden"?
          layer[7].dense.units=3             | no layer "7"; write one of stage1, hidden, 0
          metric[2]=F1                       | no metric[2], the list has 2; write a number from 0 to 1
          layer.dense.units=3                | layer is a list; say which one, such as layer[stage1]
          layer=dense                        | layer is a list; say which one, such as layer[stage1]
          training[0].epochs=3               | training is not a list; leave out [0]
          layer[hidden].conv2d.filters=3     | layer[hidden] is dense, not conv2d; set layer[hidden]=conv2d first
          optimizer.rmsprop.momentum=0.5     | optimizer is adam, not rmsprop; set optimizer=rmsprop first
          optimizer=rmspro                   | no "rmspro" for optimizer; did you mean "rmsprop"?
          optimizer.clipping=norm            | norm has a value of its own; set optimizer.clipping.norm instead
          training=long                      | training is a group of fields; name one of them, such as training.epochs
          name.first=x                       | name has no fields, it is text in quotes; end the path there
          training.*=x                       | training has nothing to choose that * could stand for; write one of epochs, batch_size, shuffle, validation_fraction, early_stopping, summary_steps, histogram_epochs, mixup, precision, jit_compile, accumulation
          optimizer.schedule.*.decay_steps=3 | schedule has chosen nothing that * could stand for; write one of exponential, inverse_time, cosine, piecewise, reduce_on_plateau
          layer[].dense.units=3              | a path is field names with dots between, found "layer[]" in "layer[].dense.units"; write one such as layer[hidden].dense.units
          training..epochs=3                 | a path is field names with dots between, found "" in "training..epochs"; write one such as layer[hidden].dense.units
          epochs                             | no "=" found; write PATH=VALUE, such as training.epochs=20
          """)
  void refusesASettingInOneLine(String setting, String expected) {
    SpecException e = assertThrows(SpecException.class, () -> Setting.parse(setting).apply(MODEL));
    assertEquals("--set " + setting + ": " + expected, e.getMessage());
  }
}
