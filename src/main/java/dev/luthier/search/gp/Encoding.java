package dev.luthier.search.gp;

import dev.luthier.search.Assignment;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A search space as numbers: a point is a place in the unit interval for each parameter, those that
 * are switched off included, and becomes the columns that a kernel measures distances in.
 */
final class Encoding {

  private final SearchSpace space;
  private final List<Coordinate> coordinates = new ArrayList<>();
  private final int[] firstColumns;
  private final int[] weightOfColumn;
  private final int weights;
  private final boolean isConditional;

  Encoding(SearchSpace space) {
    this.space = space;
    this.firstColumns = new int[space.parameters().size()];
    List<Integer> owners = new ArrayList<>();
    int owner = 0;
    for (Parameter parameter : space.parameters()) {
      Coordinate coordinate = new Coordinate(parameter);
      firstColumns[coordinates.size()] = owners.size();
      coordinates.add(coordinate);
      for (int i = 0; i < coordinate.width(); i++) {
        owners.add(owner);
      }
      owner += coordinate.width() > 0 ? 1 : 0;
    }
    this.weights = owner;
    this.weightOfColumn = owners.stream().mapToInt(Integer::intValue).toArray();
    this.isConditional =
        space.parameters().stream().anyMatch(parameter -> !parameter.conditions().isEmpty());
  }

  int size() {
    return coordinates.size();
  }

  Coordinate coordinate(int index) {
    return coordinates.get(index);
  }

  /** First column of a parameter. */
  int column(int index) {
    return firstColumns[index];
  }

  /** For each column the parameter, of those with columns, that it belongs to. */
  int[] weightOfColumn() {
    return weightOfColumn;
  }

  /** Columns along which what counts may be at one end: those of domains with an order. */
  int[] bentColumns() {
    return IntStream.range(0, size())
        .filter(i -> coordinates.get(i).canBend())
        .map(i -> firstColumns[i])
        .toArray();
  }

  /** Number of parameters with columns. */
  int weights() {
    return weights;
  }

  /** The point of an assignment; one half for what is switched off. */
  double[] point(Assignment assignment) {
    double[] point = new double[size()];
    for (int i = 0; i < point.length; i++) {
      Coordinate coordinate = coordinates.get(i);
      point[i] = assignment.get(coordinate.parameter().name()).map(coordinate::place).orElse(0.5);
    }
    return point;
  }

  /** Moves every number to the place of the value that it stands for. */
  void snap(double[] point) {
    for (int i = 0; i < point.length; i++) {
      point[i] = coordinates.get(i).snapped(point[i]);
    }
  }

  /** The assignment that a point stands for. */
  Assignment assignment(double[] point) {
    return space.fromUnit(point);
  }

  /** Which parameters are there at a point. */
  boolean[] active(double[] point) {
    boolean[] active = new boolean[size()];
    Assignment assignment = isConditional ? assignment(point) : null;
    for (int i = 0; i < active.length; i++) {
      active[i] =
          assignment == null || assignment.get(coordinates.get(i).parameter().name()).isPresent();
    }
    return active;
  }

  /** The columns of a point. */
  double[] embed(double[] point, boolean[] active) {
    double[] columns = new double[weightOfColumn.length];
    for (int i = 0; i < point.length; i++) {
      coordinates.get(i).embed(point[i], active[i], columns, firstColumns[i]);
    }
    return columns;
  }

  double[] embed(double[] point) {
    return embed(point, active(point));
  }
}
