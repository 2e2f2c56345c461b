package dev.luthier.graph;

import dev.luthier.data.Preprocessing;
import dev.luthier.nn.Network;
import dev.luthier.optim.Optimization;

/**
 * What a trial's graph is built from.
 *
 * @param network layers, loss and metrics
 * @param preprocessing from raw data to the network's input
 * @param optimization optimizer, schedule and clipping
 * @param batchSize samples a training step
 * @param trainingSamples in an epoch
 * @param epochs of the whole training, which some schedules depend on
 * @param seed of initial values and of everything random in training
 */
public record TrialSpec(
    Network network,
    Preprocessing preprocessing,
    Optimization optimization,
    int batchSize,
    int trainingSamples,
    int epochs,
    long seed) {

  /** Steps of an epoch; the last one may be of fewer samples. */
  public int stepsPerEpoch() {
    return (trainingSamples + batchSize - 1) / batchSize;
  }
}
