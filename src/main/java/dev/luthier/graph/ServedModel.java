package dev.luthier.graph;

import dev.luthier.data.Dataset;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.SoundEncoding;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** A SavedModel that was loaded to predict. Closing it frees the graph and the session. */
public final class ServedModel implements AutoCloseable {

  private static final int BATCH = 256;

  private final SavedModelBundle bundle;
  private final SignatureDef signature;
  private final String output;
  private final Optional<SoundEncoding> sound;

  /**
   * Loads a SavedModel that {@link SavedModelExporter} wrote.
   *
   * @param preprocessing that is in it
   * @throws IllegalArgumentException where it has no such signature
   */
  public ServedModel(Path directory, Preprocessing preprocessing, SessionSettings settings) {
    sound = preprocessing.sound();
    bundle =
        SavedModelBundle.loader(directory.toString())
            .withTags("serve")
            .withConfigProto(settings.configuration())
            .load();
    signature = bundle.metaGraphDef().getSignatureDefMap().get(SavedModelExporter.SIGNATURE);
    output =
        signature != null && signature.containsOutputs(SavedModelExporter.PROBABILITIES)
            ? SavedModelExporter.PROBABILITIES
            : SavedModelExporter.PREDICTIONS;
    if (signature == null || !signature.containsOutputs(output)) {
      bundle.close();
      throw new IllegalArgumentException(
          directory
              + " must have a signature "
              + SavedModelExporter.SIGNATURE
              + " with an output "
              + SavedModelExporter.PROBABILITIES
              + " or "
              + SavedModelExporter.PREDICTIONS
              + ", had none");
    }
  }

  /**
   * Predicts all samples of a data set that has the model's layout.
   *
   * @return {@code [samples, outputs]}: probabilities of the classes, or values
   */
  public float[][] predict(Dataset dataset) {
    float[][] predictions = new float[dataset.samples()][];
    for (int start = 0; start < dataset.samples(); start += BATCH) {
      int end = Math.min(dataset.samples(), start + BATCH);
      try (RawBatch batch = new RawBatch(dataset, sound, start, end)) {
        Session.Runner runner = bundle.session().runner();
        for (var feature : batch.values().entrySet()) {
          feed(runner, feature.getKey(), feature.getValue());
        }
        runner.fetch(signature.getOutputsOrThrow(output).getName());
        try (Result result = runner.run()) {
          TFloat32 tensor = (TFloat32) result.get(0);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.asRawTensor().data().asFloats().read(values);
          int width = values.length / (end - start);
          for (int row = start; row < end; row++) {
            int from = (row - start) * width;
            predictions[row] = Arrays.copyOfRange(values, from, from + width);
          }
        }
      }
    }
    return predictions;
  }

  private void feed(Session.Runner runner, String feature, Tensor value) {
    if (!signature.containsInputs(feature)) {
      throw new IllegalArgumentException(
          "the model must have an input "
              + feature
              + ", has "
              + String.join(", ", signature.getInputsMap().keySet()));
    }
    runner.feed(signature.getInputsOrThrow(feature).getName(), value);
  }

  @Override
  public void close() {
    bundle.close();
  }
}
