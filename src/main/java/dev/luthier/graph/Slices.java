package dev.luthier.graph;

import org.tensorflow.ndarray.Shape;

/** Row-major values seen along one of their axes. */
final class Slices {

  private Slices() {}

  /**
   * The values at some places of an axis.
   *
   * @param values of the shape
   * @param places along the axis, each perhaps several times or never
   */
  static float[] take(float[] values, Shape shape, int axis, int[] places) {
    int inner = inner(shape, axis);
    int size = Math.toIntExact(shape.get(axis));
    int outer = values.length / (inner * size);
    float[] taken = new float[outer * places.length * inner];
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < places.length; j++) {
        int from = (i * size + places[j]) * inner;
        System.arraycopy(values, from, taken, (i * places.length + j) * inner, inner);
      }
    }
    return taken;
  }

  /**
   * The values times a factor that depends on their place along an axis.
   *
   * @param factors one a place
   */
  static float[] scale(float[] values, Shape shape, int axis, float[] factors) {
    int inner = inner(shape, axis);
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = values[i] * factors[i / inner % factors.length];
    }
    return scaled;
  }

  /** How many values there are at a place of an axis, given the places of the axes before. */
  private static int inner(Shape shape, int axis) {
    long inner = 1;
    for (int i = axis + 1; i < shape.numDimensions(); i++) {
      inner *= shape.get(i);
    }
    return Math.toIntExact(inner);
  }
}
