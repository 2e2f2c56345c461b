package dev.luthier.graph;

import dev.luthier.nn.Network;
import dev.luthier.nn.Statistic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A network trained on a batch, or on a part of one: a pass with its loss and gradients.
 *
 * @param pass through the network
 * @param loss mean over the samples with all that is added to it, a scalar; of a part without the
 *     l2 penalties, and times its share of the batch
 * @param gradients of the loss with respect to the weights, without those of the l2 penalties
 * @param predictions of the samples, with their targets
 */
record TrainingPass(
    ForwardPass pass,
    Operand<TFloat32> loss,
    List<Operand<TFloat32>> gradients,
    Statistic.Batch predictions) {

  /**
   * Adds a pass to a function.
   *
   * @param scopes of the pass, which is the only one in them
   * @param samples that it works on
   * @param seed of the run and number of the step, int32 of shape [2]
   * @param start number of samples of the order before these
   */
  static TrainingPass add(
      TrialSpec spec,
      FunctionBody body,
      NameScopes scopes,
      Handles handles,
      Samples samples,
      Operand<TInt32> seed,
      Operand<TInt32> start) {
    Network network = spec.network();
    Map<String, Operand<TFloat32>> inputs = samples.batch().inputs().of(scopes.at("data"), network);
    Optional<Mixup> mixup =
        spec.mixup() > 0
            ? Optional.of(new Mixup(scopes.at("mixup"), spec.mixup(), seed))
            : Optional.empty();
    ForwardPass pass =
        ForwardPass.training(
            scopes,
            network,
            handles,
            mixup.map(mix -> samples.mixed(mix, scopes.at("data"), network, inputs)).orElse(inputs),
            seed,
            samples.part());
    Ops tf = scopes.at("loss");
    BatchLoss batchLoss = loss(tf, spec, handles, pass, samples, mixup);
    Operand<TFloat32> loss = batchLoss.mean(tf);
    List<Operand<TFloat32>> gradients =
        batchLoss.gradients(
            body.graph(), tf, samples.gradients(), pass, NetworkVariables.weights(network));
    Ops metrics = scopes.at("metrics");
    return new TrainingPass(
        pass,
        loss,
        gradients,
        new Statistic.Batch(
            TrainingStep.predictions(metrics, network.model().loss(), pass.decided()),
            TrainingStep.ranking(metrics, network.model().loss(), pass.decided()),
            samples.batch().classes(),
            samples.batch().targets(),
            start));
  }

  private static BatchLoss loss(
      Ops tf,
      TrialSpec spec,
      Handles handles,
      ForwardPass pass,
      Samples samples,
      Optional<Mixup> mixup) {
    Network network = spec.network();
    Operand<TFloat32> each = SampleLosses.trained(tf, network, pass, samples.batch());
    if (mixup.isPresent()) {
      SampleStore.Batch partners =
          samples.partners().orElseGet(() -> mixup.get().partners(samples.batch()));
      each = mixup.get().mix(each, SampleLosses.trained(tf, network, pass, partners));
    }
    Optional<Operand<TFloat32>> added = NetworkVariables.penalties(tf, handles, spec, pass);
    return samples.part().isPresent()
        ? new BatchLoss(each, added, Optional.empty(), Optional.of(samples.part().get().share(tf)))
        : new BatchLoss(each, added, NetworkVariables.squares(tf, handles, spec, pass::read));
  }

  /**
   * What a pass works on.
   *
   * @param batch the samples
   * @param partners that they are mixed with; empty where each one's is the one before it in {@code
   *     batch}
   * @param part of the step's batch that they are; empty for all of it
   * @param gradients name for the scope of the gradients' ops, new in the graph
   */
  record Samples(
      SampleStore.Batch batch,
      Optional<SampleStore.Batch> partners,
      Optional<BatchPart> part,
      String gradients) {

    /** All of a step's batch. */
    static Samples whole(SampleStore.Batch batch) {
      return new Samples(batch, Optional.empty(), Optional.empty(), "gradients");
    }

    Map<String, Operand<TFloat32>> mixed(
        Mixup mixup, Ops tf, Network network, Map<String, Operand<TFloat32>> inputs) {
      return partners
          .map(other -> mixup.inputs(inputs, other.inputs().of(tf, network)))
          .orElseGet(() -> mixup.inputs(inputs));
    }
  }
}
