package dev.luthier.graph;

import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.Scaling;
import dev.luthier.data.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Small data sets made in memory. */
final class Samples {

  private Samples() {}

  /** Vectors with a class each, used as they are. */
  static Dataset vectors(float[] values, int width, int[] classes, int classCount) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    List<String> names = IntStream.range(0, classCount).mapToObj(Integer::toString).toList();
    return Dataset.of(
        "vectors",
        new Tensors("features", List.of(width), ElementType.FLOAT32, 1, data),
        Optional.of(new Classes(names, classes)),
        0,
        Scaling.NONE);
  }
}
