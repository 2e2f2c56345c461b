package dev.luthier.data;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All samples of a data set, those of its own test part last.
 *
 * @param name what it is called in messages and summaries
 * @param features what a model is given
 * @param targets what it is to find; empty for data that are only predicted
 * @param testSamples size of its own test part, 0 without one
 * @param scaling how its features are scaled, as asked for by its description
 * @param digest SHA-256 over names, shapes and values, in hexadecimal digits
 */
public record Dataset(
    String name,
    Features features,
    Optional<Targets> targets,
    int testSamples,
    Scaling scaling,
    String digest) {

  public Dataset {
    if (targets.isPresent() && targets.get().samples() != features.samples()) {
      throw new IllegalArgumentException(
          "targets must be as many as the "
              + features.samples()
              + " samples, were "
              + targets.get().samples());
    }
    if (testSamples < 0 || testSamples > features.samples()) {
      throw new IllegalArgumentException(
          "testSamples must be from 0 to " + features.samples() + ", was " + testSamples);
    }
  }

  /** A data set with the digest of its contents. */
  public static Dataset of(
      String name, Features features, Optional<Targets> targets, int testSamples, Scaling scaling) {
    return new Dataset(
        name, features, targets, testSamples, scaling, ContentDigest.of(features, targets));
  }

  /** Number of samples, those of the test part among them. */
  public int samples() {
    return features.samples();
  }

  /** Rows that are not of the data set's own test part. */
  public int[] trainRows() {
    return IntStream.range(0, samples() - testSamples).toArray();
  }

  /** Rows of the data set's own test part; none without one. */
  public int[] testRows() {
    return IntStream.range(samples() - testSamples, samples()).toArray();
  }

  /** Class ids of all samples, or nothing where targets are absent or numbers. */
  Optional<Classes> classes() {
    return targets.filter(Classes.class::isInstance).map(Classes.class::cast);
  }
}
