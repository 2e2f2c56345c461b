package dev.luthier.graph;

import dev.luthier.data.CategoricalColumn;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.SoundEncoding;
import dev.luthier.data.Table;
import dev.luthier.data.TensorFeatures;
import dev.luthier.data.Tensors;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Rows of a data set as the raw values that a SavedModel takes, by feature name. */
final class RawBatch implements AutoCloseable {

  private final Map<String, Tensor> values = new LinkedHashMap<>();

  /**
   * Some rows.
   *
   * @param sound what sounds are encoded by; empty where the SavedModel takes no files of sounds
   */
  RawBatch(Dataset dataset, Optional<SoundEncoding> sound, int start, int end) {
    if (sound.isPresent()) {
      Tensors sounds = (Tensors) dataset.features();
      values.put(sounds.name(), files(sounds, sound.get(), start, end));
      return;
    }
    if (dataset.features() instanceof TensorFeatures features) {
      Tensors tensors = features.load(IntStream.range(start, end).toArray());
      values.put(tensors.name(), tensor(tensors));
      return;
    }
    Table table = (Table) dataset.features();
    Shape shape = Shape.of(end - start);
    List<String> names = table.numericNames();
    FloatBuffer numbers = table.numbers();
    for (int column = 0; column < names.size(); column++) {
      float[] each = new float[end - start];
      for (int row = start; row < end; row++) {
        each[row - start] = numbers.get(row * names.size() + column);
      }
      values.put(names.get(column), TFloat32.tensorOf(shape, DataBuffers.of(each, true, false)));
    }
    for (CategoricalColumn column : table.categorical()) {
      String[] each = new String[end - start];
      for (int row = start; row < end; row++) {
        int code = column.codes()[row];
        each[row - start] = code < 0 ? "" : column.vocabulary().get(code);
      }
      values.put(column.name(), TString.tensorOf(NdArrays.vectorOfObjects(each)));
    }
  }

  Map<String, Tensor> values() {
    return values;
  }

  private static Tensor files(Tensors sounds, SoundEncoding encoding, int start, int end) {
    FloatBuffer from = sounds.data().asFloatBuffer();
    byte[][] files = new byte[end - start][];
    for (int row = start; row < end; row++) {
      float[] sound = new float[sounds.sampleValues()];
      from.get(row * sound.length, sound);
      files[row - start] = encoding.file(sound);
    }
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(files));
  }

  private static Tensor tensor(Tensors tensors) {
    Shape shape =
        Shape.of(tensors.samples())
            .append(Shape.of(tensors.shape().stream().mapToLong(Integer::longValue).toArray()));
    ByteBuffer data = tensors.data();
    return tensors.type() == ElementType.UINT8
        ? TUint8.tensorOf(shape, DataBuffers.of(data))
        : TFloat32.tensorOf(shape, DataBuffers.of(data.asFloatBuffer()));
  }

  @Override
  public void close() {
    values.values().forEach(Tensor::close);
  }
}
