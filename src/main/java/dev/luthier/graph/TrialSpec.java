package dev.luthier.graph;

import dev.luthier.data.Preprocessing;
import dev.luthier.nn.Embedding;
import dev.luthier.nn.Layer;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Precision;
import dev.luthier.optim.Lbfgs;
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
 * @param mixup of the {@linkplain Mixup shares} by which samples are mixed; 0 for no mixing
 * @param accumulation parts in which a batch is worked through, one after the other, so that a step
 *     needs the memory of one; from 1 to the batch size
 * @param precision of the layers, in training and in evaluation
 * @param jitCompile whether XLA compiles a training step
 */
public record TrialSpec(
    Network network,
    Preprocessing preprocessing,
    Optimization optimization,
    int batchSize,
    int trainingSamples,
    int epochs,
    long seed,
    float mixup,
    int accumulation,
    Precision precision,
    boolean jitCompile) {

  public TrialSpec {
    if (optimization.optimizer() instanceof Lbfgs) {
      requireDeterministic(network, mixup);
      requireOnePart(accumulation);
      requireExactness(precision, jitCompile);
    }
    if (mixup > 0) {
      requireNumbers(network);
    }
    if (jitCompile && accumulation > 1) {
      throw new IllegalArgumentException(
          "jit_compile works on whole batches, accumulation was "
              + accumulation
              + "; leave one of them out of training");
    }
  }

  /** Half of one word and half of another is none. */
  private static void requireNumbers(Network network) {
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Embedding) {
        throw new IllegalArgumentException(
            "mixup must mix numbers, layer "
                + node.name()
                + " (Embedding) reads what stands for words or categories; leave mixup out of"
                + " training");
      }
    }
  }

  private static void requireDeterministic(Network network, float mixup) {
    if (mixup > 0) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must see the same loss at every evaluation, mixup of "
              + mixup
              + " draws at random; leave mixup out of training or choose another optimizer such as"
              + " adam");
    }
    for (Node node : network.nodes()) {
      Layer layer = node.layer();
      if (!layer.isDeterministic()
          || node.variables().stream().anyMatch(variable -> variable.constraint().isPresent())) {
        throw new IllegalArgumentException(
            "optimizer lbfgs must see the same loss at every evaluation, layer "
                + node.name()
                + " ("
                + layer.getClass().getSimpleName()
                + ") draws at random, looks at the batch or constrains its weights; remove the"
                + " layer or choose another optimizer such as adam");
      }
    }
  }

  private static void requireOnePart(int accumulation) {
    if (accumulation > 1) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must see all samples at once, accumulation was "
              + accumulation
              + "; leave accumulation out of training or choose another optimizer such as adam");
    }
  }

  private static void requireExactness(Precision precision, boolean jitCompile) {
    if (precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          "optimizer lbfgs must have precision FLOAT32, its line search looks at small differences,"
              + " was "
              + precision
              + "; leave precision out of training or choose another optimizer such as adam");
    }
    if (jitCompile) {
      throw new IllegalArgumentException(
          "optimizer lbfgs cannot be compiled, jit_compile was true; leave it out of training or"
              + " choose another optimizer such as adam");
    }
  }

  /** Batches of full size in an epoch. */
  public int fullBatches() {
    return trainingSamples / batchSize;
  }

  /** Whether every step looks at all training samples, whatever the batch size says. */
  public boolean isFullBatch() {
    return optimization.optimizer() instanceof Lbfgs;
  }

  /** Samples of a step, but perhaps an epoch's last. */
  public int samplesPerStep() {
    return isFullBatch() ? trainingSamples : batchSize;
  }

  /** Samples that are worked on at a time, at most. */
  public int samplesPerPart() {
    return (Math.min(samplesPerStep(), trainingSamples) + accumulation - 1) / accumulation;
  }

  /** Multiply-adds of a training step: of the forward pass and, twice as many, of the gradients. */
  public long multiplyAddsPerStep() {
    return network.multiplyAdds() * samplesPerStep() * 3;
  }

  /** Steps of an epoch: batches, the last of which may be of fewer samples, or evaluations. */
  public int stepsPerEpoch() {
    if (optimization.optimizer() instanceof Lbfgs lbfgs) {
      return lbfgs.evaluations();
    }
    return (trainingSamples + batchSize - 1) / batchSize;
  }
}
