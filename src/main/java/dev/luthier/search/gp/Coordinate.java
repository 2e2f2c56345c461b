package dev.luthier.search.gp;

import dev.luthier.search.Domain;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A parameter as one number in the unit interval, and as columns whose Euclidean distance the
 * kernel measures.
 *
 * <ul>
 *   <li>A domain with an order is its place in the unit interval: one column.
 *   <li>A choice without order has a column for each value, the square root of one half for the one
 *       chosen: all values are at distance 1 of each other.
 *   <li>A parameter that may be switched off has a further column where it is ordered: values are
 *       (place, 1/2) and its absence is (1/2, 0); the absence of an unordered one is all zeros. So
 *       absences are alike, values keep their distances, and value and absence differ by at least
 *       1/2 of the kernel's length scale: points of a Euclidean space, so that every kernel on them
 *       is valid. The idea of a point outside for what is absent is that of the Arc kernel (Swersky
 *       et al. 2013).
 *   <li>A single value has no column.
 * </ul>
 */
final class Coordinate {

  /** A discrete domain of more values is searched like a continuous one. */
  private static final int MOST_PLACES = 1024;

  /** Up to so many ordered values, a search tries each rather than following a gradient. */
  private static final int FEW_PLACES = 16;

  private static final double ONE_HOT = Math.sqrt(0.5);

  private final Parameter parameter;
  private final boolean isOrdered;
  private final double[] places;
  private final Map<Value, Double> placeOf = new HashMap<>();
  private final int width;

  Coordinate(Parameter parameter) {
    Domain domain = parameter.domain();
    this.parameter = parameter;
    this.isOrdered = domain.isOrdered();
    long size = domain.size().orElse(Long.MAX_VALUE);
    this.places = size <= MOST_PLACES || !isOrdered ? new double[(int) size] : null;
    for (int i = 0; places != null && i < places.length; i++) {
      places[i] = domain.toUnit(domain.value(i));
      placeOf.put(domain.value(i), places[i]);
    }
    this.width = size == 1 ? 0 : !isOrdered ? (int) size : parameter.conditions().isEmpty() ? 1 : 2;
  }

  Parameter parameter() {
    return parameter;
  }

  /** Number of columns. */
  int width() {
    return width;
  }

  /** Whether a search may follow the gradient of the first column. */
  boolean hasGradient() {
    return width > 0 && isOrdered && (places == null || places.length > FEW_PLACES);
  }

  /** Whether distances between its values could change by bending. */
  boolean canBend() {
    return width > 0 && isOrdered && (places == null || places.length > 2);
  }

  /** The place of a value in the unit interval. */
  double place(Value value) {
    Double known = placeOf.get(value);
    return known != null ? known : parameter.domain().toUnit(value);
  }

  /** The place of the value that a number in the unit interval stands for. */
  double snapped(double unit) {
    if (places == null) {
      return Math.min(1, Math.max(0, unit));
    }
    int low = 0;
    int high = places.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (unit <= (places[middle] + places[middle + 1]) / 2) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return places[low];
  }

  /** Places to try instead of one: of a few values all, of more those at doubling distances. */
  double[] alternatives(double place) {
    if (places == null || width == 0) {
      return new double[0];
    }
    if (!isOrdered || places.length <= FEW_PLACES) {
      return Arrays.stream(places).filter(other -> other != place).toArray();
    }
    int at = Arrays.binarySearch(places, place);
    return IntStream.iterate(1, distance -> distance < places.length, distance -> 2 * distance)
        .flatMap(distance -> IntStream.of(at - distance, at + distance))
        .filter(index -> index >= 0 && index < places.length)
        .mapToDouble(index -> places[index])
        .toArray();
  }

  /** Writes the columns of a place. */
  void embed(double place, boolean isActive, double[] columns, int at) {
    if (width == 0) {
      return;
    }
    if (isOrdered) {
      columns[at] = isActive ? place : 0.5;
      if (width == 2) {
        columns[at + 1] = isActive ? 0.5 : 0;
      }
    } else if (isActive) {
      columns[at + Math.min(width - 1, (int) (place * width))] = ONE_HOT;
    }
  }
}
