package dev.luthier.data;

import java.util.Optional;

/**
 * What a reader found in its files, those of the test part last.
 *
 * @param features of the samples
 * @param labels of the samples; empty where there are none
 * @param testSamples size of the test part, 0 without one
 */
record Samples(Features features, Optional<Labels> labels, int testSamples) {

  /** Whether the features are still in their files. */
  boolean streamed() {
    return features instanceof StreamedTensors;
  }

  /** All of these samples for training, all of the others for testing. */
  Samples withTest(Samples test, String name) {
    if (labels.isPresent() != test.labels.isPresent()) {
      throw new DataException(name + ": labels must be there for both parts or for none");
    }
    return new Samples(
        Joining.features(features, test.features, name),
        labels.map(first -> Joining.labels(first, test.labels.orElseThrow(), name)),
        test.features.samples());
  }
}
