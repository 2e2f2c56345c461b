package dev.luthier.run;

import dev.luthier.graph.TrialSpec;
import dev.luthier.nn.Network;
import dev.luthier.optim.Lbfgs;
import dev.luthier.optim.Optimizer;
import dev.luthier.spec.ModelSpec;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a model's steps are large enough for a GPU, where the choice is left to Luthier.
 *
 * <p>Op by op a step costs the host of a GPU about 10 µs an op, however small the op is, so a small
 * step is faster on the CPU; one that XLA has compiled costs next to nothing. L-BFGS takes many
 * small steps, with answers from the device in between.
 */
public final class GpuWorth {

  /**
   * Multiply-adds of a step from which on a GPU is faster. On an H200 beside two processor cores,
   * 10 million (a perceptron) took 0.87 ms on the GPU and 0.28 on the CPU, 570 million (a residual
   * network) 3 ms on the GPU and 14.7 on the CPU: 40 million a millisecond on the CPU, against 1 to
   * 3 ms for launching the ops of a step.
   */
  static final long LEAST_MULTIPLY_ADDS = 100_000_000;

  /** Passes forward and, twice as dear, backward. */
  private static final int PASSES = 3;

  private GpuWorth() {}

  /** Why a training is better off on the CPU; empty where it may be worth a GPU. */
  public static Optional<String> objection(TrialSpec trial) {
    return objection(
        trial.optimization().optimizer(), trial.jitCompile(), trial.multiplyAddsPerStep());
  }

  /**
   * Why trainings of a model are better off on the CPU, without its data: empty where that is not
   * known, since the shape of an input is left to them.
   */
  public static Optional<String> objection(ModelSpec model) {
    Optimizer optimizer = model.optimization().optimizer();
    boolean isShapeKnown =
        model.model().inputs().stream().allMatch(input -> input.shape().isPresent());
    long multiplyAdds =
        isShapeKnown
            ? Network.of(model.model(), Map.of()).multiplyAdds()
                * model.training().batchSize()
                * PASSES
            : Long.MAX_VALUE;
    return objection(optimizer, model.training().jitCompile(), multiplyAdds);
  }

  private static Optional<String> objection(
      Optimizer optimizer, boolean isCompiled, long multiplyAdds) {
    if (optimizer instanceof Lbfgs) {
      return Optional.of("L-BFGS takes steps that are too small for a GPU");
    }
    return isCompiled || multiplyAdds >= LEAST_MULTIPLY_ADDS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "a step of %.1f million multiply-adds is too small for a GPU",
                multiplyAdds / 1e6));
  }
}
