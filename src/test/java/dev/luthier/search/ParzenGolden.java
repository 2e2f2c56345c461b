package dev.luthier.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What src/test/python/parzen_estimator.py wrote, with Optuna 5.0.0 and SciPy 1.17.1. */
public record ParzenGolden(
    Map<String, String> versions,
    List<Double> xs,
    List<Double> erf,
    List<Double> scaledErfc,
    List<List<Double>> intervals,
    List<Double> logMasses,
    List<Estimate> estimates,
    RankSumCase rankSum) {

  /** Rows of dropout, rate, units, batch and the activation's index. */
  public record Estimate(
      List<List<Double>> observations, List<List<Double>> points, List<Double> logDensities) {}

  record RankSumCase(List<Double> smaller, List<Double> greater, double pValue) {}

  public static ParzenGolden read() {
    try (InputStream file =
        ParzenGolden.class.getResourceAsStream("/golden/parzen_estimator.json")) {
      return new ObjectMapper().readValue(file, ParzenGolden.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
