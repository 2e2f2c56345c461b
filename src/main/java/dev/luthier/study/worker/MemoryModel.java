package dev.luthier.study.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * What trainings need of a device's memory, learned from those that were measured: a straight line
 * through their peaks over their estimates, moved up until none lies above it. The samples and what
 * is the same for all trials are its height at 0.
 *
 * <p>Before anything was measured, a training needs what it is estimated to.
 */
final class MemoryModel {

  private record Measured(double estimate, double peak) {}

  private final List<Measured> trainings = new ArrayList<>();
  private double slope = 1;
  private double height;

  /** Takes account of a training. */
  void add(long estimate, long peak) {
    trainings.add(new Measured(estimate, peak));
    double meanEstimate = trainings.stream().mapToDouble(Measured::estimate).average().orElse(0);
    double meanPeak = trainings.stream().mapToDouble(Measured::peak).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Measured training : trainings) {
      double difference = training.estimate - meanEstimate;
      covariance += difference * (training.peak - meanPeak);
      variance += difference * difference;
    }
    // One training, or several of a size, tell nothing of larger ones.
    slope = variance == 0 ? 1 : Math.max(0, covariance / variance);
    height =
        trainings.stream()
            .mapToDouble(training -> training.peak - slope * training.estimate)
            .max()
            .orElse(0);
  }

  /** The largest estimate of a training that is expected not to need more than so many bytes. */
  long largestEstimate(long bytes) {
    double room = bytes - height;
    if (slope == 0) {
      return room >= 0 ? Long.MAX_VALUE : 0;
    }
    return (long) Math.max(0, room / slope);
  }
}
