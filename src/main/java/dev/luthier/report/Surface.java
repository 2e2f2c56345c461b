package dev.luthier.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The objective over two parameters: in each cell of a grid the mean of the complete trials,
 * weighted by a Gaussian kernel of their distance (the estimator of Nadaraya and Watson, 1964).
 * Where no trial is near, there is no value.
 *
 * @param x index of the parameter along the columns
 * @param y index of the parameter along the rows
 * @param xEdges positions of the columns' borders, one more than columns
 * @param yEdges positions of the rows' borders
 * @param cells by row; null where no trial is near
 */
public record Surface(
    int x, int y, List<Double> xEdges, List<Double> yEdges, List<List<Double>> cells) {

  private static final int CELLS = 24;

  /** Of the axis's length, with one trial; Scott's rule says how more of them make it narrower. */
  private static final double BANDWIDTH = 0.2;

  /** Of a trial two bandwidths away. */
  private static final double LEAST_WEIGHT = Math.exp(-2);

  private static final MathContext DIGITS = new MathContext(5);

  /**
   * A trial with both parameters.
   *
   * @param x position
   * @param y position
   * @param value of the objective, finite
   */
  record Sample(double x, double y, double value) {}

  /** The surface over two axes. */
  static Surface of(int x, ParameterAxis xAxis, int y, ParameterAxis yAxis, List<Sample> samples) {
    double bandwidth = BANDWIDTH * Math.pow(Math.max(1, samples.size()), -1.0 / 6);
    List<Double> columns = centers(xAxis);
    List<Double> rows = centers(yAxis);
    List<List<Double>> cells = new ArrayList<>();
    for (double row : rows) {
      List<Double> cellsOfRow = new ArrayList<>();
      for (double column : columns) {
        double sum = 0;
        double weights = 0;
        for (Sample sample : samples) {
          double weight =
              weight(xAxis, column - xAxis.along(sample.x()), bandwidth)
                  * weight(yAxis, row - yAxis.along(sample.y()), bandwidth);
          sum += weight * sample.value();
          weights += weight;
        }
        cellsOfRow.add(weights < LEAST_WEIGHT ? null : rounded(sum / weights));
      }
      cells.add(Collections.unmodifiableList(cellsOfRow));
    }
    return new Surface(x, y, edges(xAxis), edges(yAxis), List.copyOf(cells));
  }

  private static double weight(ParameterAxis axis, double distance, double bandwidth) {
    if (axis.kind() == ParameterAxis.Kind.CATEGORY) {
      return distance == 0 ? 1 : 0;
    }
    double deviations = distance / bandwidth;
    return Math.exp(-deviations * deviations / 2);
  }

  private static List<Double> centers(ParameterAxis axis) {
    List<Double> centers = new ArrayList<>();
    boolean isCategory = axis.kind() == ParameterAxis.Kind.CATEGORY;
    for (int i = 0; i < count(axis); i++) {
      centers.add(isCategory ? i : (i + 0.5) / CELLS);
    }
    return centers;
  }

  private static List<Double> edges(ParameterAxis axis) {
    List<Double> edges = new ArrayList<>();
    boolean isCategory = axis.kind() == ParameterAxis.Kind.CATEGORY;
    for (int i = 0; i <= count(axis); i++) {
      edges.add(isCategory ? i - 0.5 : axis.position(i / (double) CELLS));
    }
    return edges;
  }

  private static int count(ParameterAxis axis) {
    return axis.kind() == ParameterAxis.Kind.CATEGORY ? axis.categories().size() : CELLS;
  }

  /** Colours need no more digits, and the page is smaller. */
  private static Double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : null;
  }
}
