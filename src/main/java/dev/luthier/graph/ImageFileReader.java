package dev.luthier.graph;

import dev.luthier.data.StoredImages;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Reads images that are a file each. */
final class ImageFileReader implements StoredSampleReader {

  private static final String PATHS = "data/paths";

  private final StoredImages images;

  ImageFileReader(StoredImages images) {
    this.images = images;
  }

  @Override
  public void enter(VariableTable table) {
    table.add(
        new GraphVariable(
            PATHS,
            TString.class,
            Shape.of(images.samples()),
            GraphVariable.Role.DATA,
            new GraphVariable.InitialValue.Fixed(
                tf -> tf.fill(tf.array(images.samples()), tf.constant("")))));
  }

  @Override
  public Map<String, Tensor> tensors() {
    String[] paths = images.files().stream().map(Object::toString).toArray(String[]::new);
    return Map.of(PATHS, TString.tensorOf(NdArrays.vectorOfObjects(paths)));
  }

  @Override
  public List<Operand<?>> index(Ops tf, Handles handles) {
    return List.of(handles.read(PATHS, TString.class));
  }

  @Override
  public List<Operand<?>> arguments(FunctionBody body) {
    return List.of(body.argument("paths", TString.class, Shape.of(images.samples())));
  }

  @Override
  public Operand<?> read(Ops tf, Operand<TInt32> row, List<Operand<?>> index) {
    Operand<TString> paths = index.get(0).asOutput().expect(TString.class);
    Operand<TString> file = tf.io.readFile(tf.gather(paths, row, tf.constant(0)));
    return new ImageDecoding(images.size()).decode(tf, file);
  }
}
