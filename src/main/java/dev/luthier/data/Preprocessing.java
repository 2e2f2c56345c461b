package dev.luthier.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How raw data become a model's input and which classes there are, learnt from training rows.
 *
 * @param features raw inputs in the order of the data that were learnt from; the network reads
 *     those that are numbers before those that are text
 * @param classNames by id; empty for a regression
 * @param targetNames of a regression; empty for classes
 */
public record Preprocessing(
    List<FeatureEncoding> features, List<String> classNames, List<String> targetNames) {

  public Preprocessing {
    features = List.copyOf(features);
    classNames = List.copyOf(classNames);
    targetNames = List.copyOf(targetNames);
  }

  /** The texts among the features, each for an input of its own. */
  public List<TextEncoding> texts() {
    return features.stream()
        .filter(TextEncoding.class::isInstance)
        .map(TextEncoding.class::cast)
        .toList();
  }

  /** The sound that is the only feature, if it is one. */
  public Optional<SoundEncoding> sound() {
    return features.stream()
        .filter(SoundEncoding.class::isInstance)
        .map(SoundEncoding.class::cast)
        .findFirst();
  }

  /** The features that are neither texts nor a sound: one input's, all together. */
  public List<FeatureEncoding> others() {
    return features.stream()
        .filter(feature -> !(feature instanceof TextEncoding || feature instanceof SoundEncoding))
        .toList();
  }

  /** Learns the preprocessing for a model that takes numbers and categories only. */
  public static Preprocessing fit(Dataset dataset, int[] trainRows, Scaling scaling) {
    return fit(dataset, trainRows, scaling, Map.of());
  }

  /**
   * Learns the preprocessing from training rows alone.
   *
   * <p>Deviations are the population's (divided by n). A constant column keeps a deviation of 1.
   * Missing numbers are left out of mean and deviation, and become the mean; so do scikit-learn's
   * StandardScaler and SimpleImputer.
   *
   * @param scaling usually the {@linkplain Dataset#scaling data set's own}
   * @param rawInputs what inputs of the model ask for, by name
   * @throws DataException where the data have nothing that an input asks for
   */
  public static Preprocessing fit(
      Dataset dataset, int[] trainRows, Scaling scaling, Map<String, RawInput> rawInputs) {
    return new PreprocessingFit(dataset, trainRows, scaling, rawInputs).result();
  }

  /**
   * Brings other data into the layout that was trained on: columns by name in any order, further
   * columns left out, text by the training vocabulary, classes by the training ids. The digest
   * stays that of the data as they were read.
   *
   * @throws DataException naming a column, shape or class that does not fit
   */
  public Dataset conform(Dataset other) {
    return new Conformity(this, other).result();
  }
}
