package dev.luthier.spec;

import dev.luthier.optim.Lbfgs;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.proto.BudgetDef;
import dev.luthier.spec.proto.EpochOf;
import dev.luthier.spec.proto.PopulationBasedDef;
import dev.luthier.spec.proto.StudyDef;
import java.util.List;
import java.util.Optional;

/**
 * Population based training as a message and as a record, and what does not go with it, for trials
 * that inherit weights go on with one training.
 */
final class PopulationMapping {

  private static final FieldPath SAMPLER = FieldPath.ROOT.child("sampler");

  private static final String NAME = "sampler population_based";

  /** Fields of the model that say which samples are trained on, and for how long. */
  private static final List<FieldPath> FIXED =
      List.of(FieldPath.parse("training.epochs"), FieldPath.parse("training.validation_fraction"));

  private PopulationMapping() {}

  /**
   * The record of a study's sampler; empty where it has another one.
   *
   * @param model as its file has it
   * @param fields that are tuned
   * @throws FieldException where the study asks for what does not go with it
   */
  static Optional<PopulationSampler> of(
      StudyDef study, ModelSpec model, List<BoundParameter> fields) {
    if (!study.getSampler().hasPopulationBased()) {
      return Optional.empty();
    }
    requireSuitable(study);
    requireSuitable(study.getBudget());
    fields.forEach(PopulationMapping::requireTunable);
    PopulationSampler sampler =
        FieldException.at(
            SAMPLER.child("population_based"),
            () ->
                fromProto(
                    study.getSampler().getPopulationBased(),
                    model.training().epochs(),
                    study.getSeed()));
    if (study.getBudget().hasTrials() && study.getBudget().getTrials() < sampler.population()) {
      throw new FieldException(
          FieldPath.ROOT.child("budget").child("trials"),
          "trials must be at least the population, "
              + sampler.population()
              + ", was "
              + study.getBudget().getTrials()
              + "; leave it out for the "
              + sampler.trials()
              + " trials in which all members are trained to the end");
    }
    return Optional.of(sampler);
  }

  private static PopulationSampler fromProto(PopulationBasedDef def, int epochs, long seed) {
    if (epochs < 2) {
      throw new IllegalArgumentException(
          NAME
              + " needs several epochs, training.epochs is "
              + epochs
              + "; write such as set: \"training.epochs=20\"");
    }
    PopulationSampler standard = PopulationSampler.of(epochs, seed);
    return new PopulationSampler(
        def.hasPopulation() ? def.getPopulation() : standard.population(),
        def.hasIntervalEpochs() ? def.getIntervalEpochs() : standard.intervalEpochs(),
        epochs,
        def.hasQuantileFraction() ? def.getQuantileFraction() : standard.quantileFraction(),
        def.hasResampleProbability()
            ? def.getResampleProbability()
            : standard.resampleProbability(),
        def.getPerturbationFactorCount() > 0
            ? def.getPerturbationFactorList()
            : standard.perturbationFactors(),
        seed);
  }

  private static void requireSuitable(StudyDef study) {
    if (study.hasPruner() && !study.getPruner().hasNone()) {
      throw new FieldException(
          FieldPath.ROOT.child("pruner"),
          "pruner must be left out with the "
              + NAME
              + ", which itself gives up the weights of the worst members; remove one of them");
    }
    if (study.getObjectiveCount() > 1) {
      throw new FieldException(
          FieldPath.ROOT.child("objective", 1),
          NAME
              + " ranks its members by one objective, the study has "
              + study.getObjectiveCount()
              + "; leave one, or write nsga {}");
    }
    if (study.getObjectiveCount() == 1 && study.getObjective(0).getEpoch() == EpochOf.BEST) {
      throw new FieldException(
          FieldPath.ROOT.child("objective", 0).child("epoch"),
          "epoch must be LAST with the "
              + NAME
              + ", whose trials go on from the last weights, was BEST; leave it out");
    }
    if (study.hasCrossValidation()) {
      throw new FieldException(
          FieldPath.ROOT.child("cross_validation"),
          "cross_validation does not go with the "
              + NAME
              + ", whose trials inherit the weights of one training; remove one of them");
    }
  }

  private static void requireSuitable(BudgetDef budget) {
    FieldPath path = FieldPath.ROOT.child("budget");
    if (budget.hasRepeats()) {
      throw new FieldException(
          path.child("repeats"),
          "repeats do not go with the "
              + NAME
              + ", whose trials are stretches of a training; remove one of them");
    }
    if (budget.hasTerminator()) {
      throw new FieldException(
          path.child("terminator"),
          "a terminator does not go with the "
              + NAME
              + ", whose members are trained to the end; remove one of them");
    }
  }

  private static void requireTunable(BoundParameter field) {
    if (field.ofData() || FIXED.contains(field.path())) {
      throw new FieldException(
          SAMPLER,
          field.text()
              + " cannot be tuned with the "
              + NAME
              + ", whose trials go on with one training on the same samples; remove the parameter "
              + field.parameter());
    }
  }

  /**
   * Refuses a model whose training cannot be gone on with under other settings.
   *
   * @throws FieldException where it has a state of the learning rate, or of a line search
   */
  static void requireSuitable(ModelSpec model) {
    if (model.optimization().plateau().isPresent()) {
      throw unsuitable(
          "optimizer.schedule.reduce_on_plateau", "it would undo what the sampler has chosen");
    }
    if (model.optimization().optimizer() instanceof Lbfgs) {
      throw unsuitable("optimizer.lbfgs", "its line search goes on with one training only");
    }
  }

  private static FieldException unsuitable(String field, String reason) {
    return new FieldException(
        SAMPLER,
        NAME + " does not go with the model's " + field + ": " + reason + "; remove one of them");
  }
}
