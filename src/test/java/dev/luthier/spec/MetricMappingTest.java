package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.spec.proto.Metric;
import dev.luthier.spec.proto.ModelDef;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricMappingTest {

  static Stream<Metric> choices() {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric != Metric.METRIC_UNSPECIFIED && metric != Metric.UNRECOGNIZED);
  }

  private static ModelDef of(Metric... choices) {
    return ModelDef.newBuilder().addAllMetric(List.of(choices)).build();
  }

  private static ModelDef back(List<dev.luthier.nn.Metric> metrics) {
    ModelDef.Builder def = ModelDef.newBuilder();
    MetricMapping.toProto(metrics, def);
    return def.build();
  }

  @ParameterizedTest
  @MethodSource("choices")
  void comesBackFromItsMessage(Metric choice) {
    List<dev.luthier.nn.Metric> metrics = MetricMapping.fromProto(of(choice));
    assertEquals(1, metrics.size());
    ModelDef def = back(metrics);
    assertEquals(List.of(choice), def.getMetricList());
    assertEquals(metrics, MetricMapping.fromProto(def));
    if (choice != Metric.TOP_K_ACCURACY) {
      assertEquals(choice.name().toLowerCase(Locale.ROOT), metrics.get(0).name());
    }
  }

  @Test
  void coversEveryMetric() {
    Set<Class<?>> classes = new HashSet<>();
    MetricMapping.fromProto(of(choices().toArray(Metric[]::new)))
        .forEach(metric -> classes.add(metric.getClass()));
    assertEquals(Set.of(dev.luthier.nn.Metric.class.getPermittedSubclasses()), classes);
  }

  @Test
  void readsAndWritesK() {
    ModelDef def = of(Metric.TOP_K_ACCURACY, Metric.ACCURACY);
    assertEquals(5, back(MetricMapping.fromProto(def)).getTopK());
    ModelDef three = def.toBuilder().setTopK(3).build();
    assertEquals("top_3_accuracy", MetricMapping.fromProto(three).get(0).name());
    assertEquals(three, back(MetricMapping.fromProto(three)));
    refuses("top_k", def.toBuilder().setTopK(0).build());
  }

  @Test
  void refusesWhatCannotBeReported() {
    refuses("metric", of(Metric.ACCURACY, Metric.ACCURACY));
    refuses("metric", of(Metric.METRIC_UNSPECIFIED));
  }

  private static void refuses(String field, ModelDef def) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> MetricMapping.fromProto(def))
            .getMessage();
    assertTrue(message.startsWith(field + " must"), message);
  }

  @Test
  void refusesTwoKs() {
    List<dev.luthier.nn.Metric> two =
        List.of(
            new dev.luthier.nn.Metric.TopKAccuracy(2), new dev.luthier.nn.Metric.TopKAccuracy(3));
    assertThrows(IllegalArgumentException.class, () -> back(two));
  }
}
