package dev.luthier.study.worker;

import dev.luthier.data.DataDescription;
import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.graph.Inheritance;
import dev.luthier.graph.TrialSpec;
import dev.luthier.run.Binding;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.RelatedModel;
import dev.luthier.train.WatchedMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker does before its first trial: reads the data and brings them together with the
 * study's model, so that what does not fit is known before anything is written.
 */
final class Preparation {

  private final PrepareOrder order;
  private final ModelSpec model;
  private final Dataset dataset;
  private final Split split;
  private final Binding binding;

  private Preparation(PrepareOrder order, ModelSpec model, Dataset dataset, Split split) {
    this.order = order;
    this.model = model;
    this.dataset = dataset;
    this.split = split;
    this.binding = Binding.of(model, dataset, split.train());
  }

  /**
   * Carries out an order to prepare.
   *
   * @throws IOException where the data cannot be read
   * @throws IllegalArgumentException where they and the models do not go together
   */
  static void carryOut(PrepareOrder order, WarmData data, Activity activity) throws IOException {
    ModelSpec model = ModelSpec.of(order.getModel());
    DataDescription description = DataMapping.fromProto(order.getData(), Path.of(""));
    Dataset dataset = activity.resting(() -> data.read(description, Binding.targetKind(model)));
    Split split =
        order.hasFolds()
            ? WarmData.folds(order.getFolds(), dataset).get(0)
            : description.split(dataset, model.training().validationFraction(), 0);
    Preparation preparation = new Preparation(order, model, dataset, split);
    preparation.requireMetrics();
    preparation.requireRelation();
  }

  /** Early stopping and plateaus watch metrics too, so theirs is the check. */
  private void requireMetrics() {
    TrialSpec trial = trial(model, binding);
    for (String metric : order.getMetricList()) {
      WatchedMetrics.requireObjective(trial, metric, split.validation().length > 0);
    }
  }

  /** One that can go on from the first one's checkpoints can go on from any other's. */
  private void requireRelation() {
    if (order.getRelatedCount() == 0) {
      return;
    }
    TrialSpec first = trial(order.getRelated(0));
    for (RelatedModel related : order.getRelatedList()) {
      Optional<String> obstacle = Inheritance.obstacle(trial(related), first);
      if (obstacle.isPresent()) {
        throw new IllegalArgumentException(
            "with "
                + related.getSettings()
                + " a trial could not inherit the weights of others, as the sampler population_based"
                + " wants it to: variable "
                + obstacle.get()
                + "; remove the parameter, or write another sampler such as tpe {}");
      }
    }
  }

  /** What was learnt from the data for the study's model is learnt again only where it differs. */
  private TrialSpec trial(RelatedModel related) {
    ModelSpec spec = ModelSpec.of(related.getModel());
    return trial(
        spec,
        spec.rawInputs().equals(model.rawInputs())
            ? Binding.of(spec, dataset, binding.preprocessing())
            : Binding.of(spec, dataset, split.train()));
  }

  private TrialSpec trial(ModelSpec spec, Binding bound) {
    return new TrialSpec(
        bound.network(),
        bound.preprocessing(),
        spec.optimization(),
        spec.training().batchSize(),
        split.train().length,
        spec.training().epochs(),
        0,
        spec.training().mixup(),
        spec.training().accumulation(),
        spec.training().precision(),
        spec.training().jitCompile());
  }
}
