package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MetricTest {

  private static List<Metric> classificationMetrics() {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(new Metric.Accuracy());
    metrics.add(new Metric.TopKAccuracy(1));
    metrics.add(new Metric.TopKAccuracy(2));
    metrics.add(new Metric.TopKAccuracy(5));
    for (ClassScore.Measure measure : ClassScore.Measure.values()) {
      for (ClassScore.Average average : ClassScore.Average.values()) {
        metrics.add(new ClassScore(measure, average));
      }
    }
    metrics.add(new RocAuc());
    metrics.add(new ConfusionMatrix());
    return metrics;
  }

  private static List<Metric> regressionMetrics() {
    return List.of(
        new MeanError(MeanError.Size.SQUARED),
        new MeanError(MeanError.Size.ABSOLUTE),
        new RSquared());
  }

  private static List<Metric> allMetrics() {
    List<Metric> all = new ArrayList<>(classificationMetrics());
    all.addAll(regressionMetrics());
    return all;
  }

  /** scikit-learn 1.9.1 and Keras 3.15.1, src/test/python/metrics.py. */
  @TestFactory
  Stream<DynamicTest> classificationsScoreAsInScikitLearn() {
    return tests("classifications", MetricTest::checkClassification);
  }

  /** scikit-learn 1.9.1, src/test/python/metrics.py. */
  @TestFactory
  Stream<DynamicTest> regressionsScoreAsInScikitLearn() {
    return tests(
        "regressions",
        golden ->
            checkFigures(regressionMetrics(), null, Golden.matrix(golden.get("targets")), golden));
  }

  private static Stream<DynamicTest> tests(String group, Consumer<JsonNode> check) {
    return StreamSupport.stream(Golden.read("metrics").get(group).spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(golden.get("name").asText(), () -> check.accept(golden)));
  }

  private static void checkClassification(JsonNode golden) {
    int[] classes = Golden.ints(golden.get("classes"));
    Map<Statistic, double[]> totals = checkFigures(classificationMetrics(), classes, null, golden);
    double[][] matrix = new ConfusionMatrix().matrix(totals);
    JsonNode expected = golden.get("confusion");
    assertEquals(expected.size(), matrix.length);
    for (int i = 0; i < matrix.length; i++) {
      assertArrayEquals(Golden.doubles(expected.get(i)), matrix[i], "truth " + i);
    }
  }

  private static Map<Statistic, double[]> checkFigures(
      List<Metric> metrics, int[] classes, float[][] targets, JsonNode golden) {
    Set<Statistic> statistics = new HashSet<>();
    metrics.forEach(metric -> statistics.addAll(metric.statistics()));
    float[][] predictions = Golden.matrix(golden.get("predictions"));
    Map<Statistic, double[]> totals =
        Accumulation.totals(
            statistics, predictions, classes, targets, Golden.ints(golden.get("batches")));
    List<String> classNames =
        IntStream.range(0, predictions[0].length).mapToObj(i -> "class " + i).toList();
    Map<String, Double> figures = new HashMap<>();
    metrics.forEach(
        metric -> figures.putAll(metric.figures(totals, predictions.length, classNames)));
    JsonNode expected = golden.get("figures");
    Set<String> names = new HashSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    assertEquals(names, figures.keySet());
    for (String name : names) {
      double value = expected.get(name).isNull() ? Double.NaN : expected.get(name).asDouble();
      assertEquals(value, figures.get(name), 1e-6, name);
    }
    return totals;
  }

  @Test
  void everyMetricIsChecked() {
    Set<Class<?>> classes = new HashSet<>();
    allMetrics().forEach(metric -> classes.add(metric.getClass()));
    assertEquals(Set.of(Metric.class.getPermittedSubclasses()), classes);
  }

  @Test
  void everyMetricHasItsOwnName() {
    Set<String> names = new HashSet<>();
    for (Metric metric : allMetrics()) {
      assertTrue(names.add(metric.name()), metric.name());
      assertTrue(metric.name().matches("[a-z0-9_]+"), metric.name());
    }
    assertTrue(
        names.containsAll(
            List.of("accuracy", "top_5_accuracy", "f1", "recall_per_class", "r_squared")));
  }

  @Test
  void figuresAreNamedAfterTheMetric() {
    double[] confusion = {3, 1, 0, 4};
    Map<Statistic, double[]> totals = Map.of(new Statistic.Confusion(), confusion);
    ClassScore perClass =
        new ClassScore(ClassScore.Measure.PRECISION, ClassScore.Average.PER_CLASS);
    assertEquals(
        Map.of("precision_per_class/cat", 1.0, "precision_per_class/dog", 0.8),
        perClass.figures(totals, 8, List.of("cat", "dog")));
    assertEquals(
        Map.of("precision_per_class/cat", 1.0, "precision_per_class/1", 0.8),
        perClass.figures(totals, 8, List.of("cat")));
    assertEquals(Map.of(), new ConfusionMatrix().figures(totals, 8, List.of("cat", "dog")));
  }

  @Test
  void metricsSuitLossesOfTheirKind() {
    Loss classes = new SoftmaxCrossEntropy(0, List.of());
    Loss numbers = new Huber(1);
    for (Metric metric : classificationMetrics()) {
      assertTrue(metric.suits(classes) && !metric.suits(numbers), metric.name());
    }
    for (Metric metric : regressionMetrics()) {
      assertTrue(metric.suits(numbers) && !metric.suits(classes), metric.name());
    }
  }

  @Test
  void modelRefusesAMetricThatDoesNotSuit() {
    List<Element> elements = List.of(LayerElement.of("drop", new Dropout(0.5f)));
    List<Input> inputs = List.of(new Input("features", Optional.empty()));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Model(
                        "m",
                        inputs,
                        elements,
                        new MeanSquaredError(),
                        List.of(new Metric.Accuracy())))
            .getMessage();
    assertTrue(message.startsWith("metric must suit the loss, was accuracy"), message);
  }

  /** scikit-learn gives 1 too where a constant target is met, 0 where it is not. */
  @Test
  void rSquaredOfAConstantTargetIsExactHoweverManySamples() {
    int samples = 5000;
    float[] targets = new float[samples];
    Arrays.fill(targets, 0.1f);
    float[] predictions = targets.clone();
    int[] batches = {2000, 2000, 1000};
    assertEquals(1, rSquared(predictions, targets, batches));
    predictions[samples - 1] = 0.2f;
    assertEquals(0, rSquared(predictions, targets, batches));
  }

  private static double rSquared(float[] predictions, float[] targets, int[] batches) {
    RSquared metric = new RSquared();
    Map<Statistic, double[]> totals =
        Accumulation.totals(
            metric.statistics(),
            Accumulation.column(predictions),
            null,
            Accumulation.column(targets),
            batches);
    return metric.figures(totals, targets.length, List.of()).get("r_squared");
  }

  @Test
  void rocAucOfADivergedModelIsNotANumber() {
    Map<Statistic, double[]> totals =
        Map.of(new Statistic.Scores(), new double[] {0.5, Double.NaN, 1, 0.7, 0.3, 0});
    assertEquals(Double.NaN, new RocAuc().figures(totals, 2, List.of()).get("roc_auc"));
  }

  @Test
  void refusesAKThatIsNotPositive() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Metric.TopKAccuracy(0)).getMessage();
    assertTrue(message.startsWith("top_k must be positive"), message);
  }
}
