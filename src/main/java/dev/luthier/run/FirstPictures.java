package dev.luthier.run;

import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.TensorFeatures;
import dev.luthier.data.Tensors;
import dev.luthier.tensorboard.ImageGrid;
import dev.luthier.tensorboard.Png;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What TensorBoard shows of a run's samples. */
final class FirstPictures {

  private static final int MOST = 16;

  private FirstPictures() {}

  /**
   * Pictures of the first training samples; empty where samples are no images.
   *
   * @param rows of the training
   */
  static Optional<List<Png>> of(Dataset dataset, int[] rows) {
    if (!(dataset.features() instanceof TensorFeatures features)
        || (features instanceof Tensors sounds && sounds.sampleRate() > 0)) {
      return Optional.empty();
    }
    List<Integer> shape = features.shape();
    boolean grey = shape.size() == 2;
    int channels = grey ? 1 : shape.size() == 3 ? shape.get(2) : 0;
    if (channels != 1 && channels != 3) {
      return Optional.empty();
    }
    int count = Math.min(MOST, rows.length);
    Tensors tensors = features.load(Arrays.copyOf(rows, count));
    int values = tensors.sampleValues();
    float[] pixels = new float[count * values];
    ByteBuffer bytes = tensors.data();
    FloatBuffer floats = tensors.data().asFloatBuffer();
    // Bytes of images are from 0 to 255 unless the data say otherwise.
    float scale = tensors.scale() != 1 ? tensors.scale() : 1 / 255f;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < values; j++) {
        int at = i * values + j;
        pixels[i * values + j] =
            tensors.type() == ElementType.UINT8 ? (bytes.get(at) & 0xff) * scale : floats.get(at);
      }
    }
    return Optional.of(ImageGrid.ofFloats(pixels, shape.get(0), shape.get(1), channels).images());
  }
}
