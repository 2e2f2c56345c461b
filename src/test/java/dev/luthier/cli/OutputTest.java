package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTest {

  private record Figures(double samplesPerSecond, List<Double> loss, Map<String, Double> metrics)
      implements Output.Result {
    @Override
    public String text() {
      return "not in the JSON";
    }
  }

  @Test
  void keysAreSnakeCaseAndWhatJsonHasNoNumberForIsNull() {
    assertEquals(
        "{\"samples_per_second\":2.5,\"loss\":[0.5,null],\"metrics\":{\"f1/Iris-setosa\":null}}",
        Output.json(
            new Figures(
                2.5,
                List.of(0.5, Double.NaN),
                Map.of("f1/Iris-setosa", Double.POSITIVE_INFINITY))));
  }
}
