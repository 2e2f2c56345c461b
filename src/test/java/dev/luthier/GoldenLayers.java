package dev.luthier;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Inputs of the cases of {@code golden/layers.json}, as the script that wrote them made them. */
public final class GoldenLayers {

  private GoldenLayers() {}

  /** Which positions of a sequence count, 1 or 0 each. */
  public static Operand<TFloat32> mask(Ops tf, JsonNode rows) {
    float[][] mask = new float[rows.size()][rows.get(0).size()];
    for (int row = 0; row < mask.length; row++) {
      for (int position = 0; position < mask[row].length; position++) {
        mask[row][position] = rows.get(row).get(position).asInt();
      }
    }
    return tf.constant(mask);
  }

  /** An input of a case: numbers of its range, or whole ones that stand for words. */
  public static float[] values(JsonNode golden, int seed, Shape shape) {
    float[] values = draw(seed, shape);
    int integers = golden.get("integers").asInt();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          integers > 0
              ? (float) Math.floor((values[i] + 1) / 2 * integers)
              : values[i] * golden.get("scale").floatValue() + golden.get("offset").floatValue();
    }
    return values;
  }

  /** Numbers from -1 to 1, the same as the script drew. */
  public static float[] draw(int seed, Shape shape) {
    Random random = new Random(seed);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  /** Over all values of all samples. */
  public static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(tf.reshape(x, tf.constant(new int[] {-1})), tf.constant(0));
  }

  public static Shape shape(JsonNode node) {
    long[] sizes = new long[node.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = node.get(i).asLong();
    }
    return Shape.of(sizes);
  }
}
