package dev.luthier.run;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.ReadOptions;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.ServedModel;
import dev.luthier.graph.SessionSettings;
import dev.luthier.nn.Loss;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Predictions of a SavedModel for all samples of a data set.
 *
 * @param columns names of the predicted values: {@code probability_CLASS} or target names
 * @param classNames by id; empty for a regression
 * @param values one row a sample, in {@code columns}' order
 */
// The array is large, read in bulk, and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(List<String> columns, List<String> classNames, float[][] values) {

  /**
   * Predicts.
   *
   * @param model a run's directory or a SavedModel's
   * @param data to predict for; labels are not needed
   * @param dataDirectory where fetched data sets lie
   * @throws RunException where there is no such model
   */
  public static Prediction of(
      Path model, DataDescription data, Path dataDirectory, DeviceChoice device, int threads)
      throws IOException {
    RunDirectory run = new RunDirectory(model);
    if (run.exists() && !Files.isDirectory(run.savedModel())) {
      throw new RunException(model + " has no SavedModel yet; finish the run with train --resume");
    }
    Path savedModel = run.exists() ? run.savedModel() : model;
    ModelSpec spec = RunModel.ofSavedModel(savedModel);
    Preprocessing learnt = spec.preprocessing().orElseThrow();
    Loss loss = spec.model().loss();
    Dataset dataset =
        new DataReader(dataDirectory)
            .read(data, ReadOptions.prediction(Binding.targetKind(loss), learnt));
    try (ServedModel served =
        new ServedModel(savedModel, learnt, new SessionSettings(device, threads))) {
      List<String> classNames = learnt.classNames();
      List<String> columns =
          loss instanceof Loss.Classification
              ? classNames.stream().map(name -> "probability_" + name).toList()
              : learnt.targetNames();
      return new Prediction(columns, classNames, served.predict(dataset));
    }
  }

  /** The likeliest class of a sample. */
  public String likeliest(int sample) {
    float[] probabilities = values[sample];
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return classNames.get(best);
  }
}
