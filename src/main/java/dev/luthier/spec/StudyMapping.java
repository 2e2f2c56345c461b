package dev.luthier.spec;

import dev.luthier.search.Budget;
import dev.luthier.search.Constraint;
import dev.luthier.search.Grid;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.Repeats;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Terminator;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.proto.BudgetDef;
import dev.luthier.spec.proto.CrossValidationDef;
import dev.luthier.spec.proto.HyperbandDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.PrunerDef;
import dev.luthier.spec.proto.RepeatsDef;
import dev.luthier.spec.proto.StudyDef;
import dev.luthier.spec.proto.TerminatorDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Whole studies as messages and as records. */
final class StudyMapping {

  private static final int DEFAULT_TRIALS = 100;
  private static final int DEFAULT_FOLDS = 5;
  private static final int DEFAULT_RETRIES = 1;
  private static final int DEFAULT_MAX_CONSECUTIVE_FAILURES = 3;
  private static final int DEFAULT_KEEP = 5;
  private static final double DEFAULT_WATCHDOG_SECONDS = 600;

  private StudyMapping() {}

  /**
   * The records of a study.
   *
   * @param def with the model in it, and absolute paths of data
   * @param model that model's records
   * @throws FieldException where a field is not valid or a needed one is left out
   */
  static StudySpec fromProto(StudyDef def, ModelSpec model) {
    FieldPath root = FieldPath.ROOT;
    if (def.getName().isEmpty()) {
      throw new FieldException(root, "the study has no name; write one such as name: \"my_study\"");
    }
    List<Objective> objectives =
        ObjectiveMapping.fromProto(root, def.getObjectiveList(), model.model());
    ModelDef definition = def.getModelDefinition();
    if (def.getParameterCount() == 0) {
      throw new FieldException(
          root,
          "the study has no parameter; write one such as parameter { name: \"learning_rate\" path:"
              + " \"optimizer.*.learning_rate\" float { min: 1e-4 max: 1e-1 scale: LOG } }");
    }
    ParameterMapping parameters =
        ParameterMapping.of(def.getParameterList(), definition, def.getData());
    SearchSpace space =
        new SearchSpace(parameters.parameters(), constraints(def, parameters.parameters()));
    Optional<CrossValidation> crossValidation =
        FieldException.at(root.child("cross_validation"), () -> crossValidation(def));
    Optional<PopulationSampler> population = PopulationMapping.of(def, model, parameters.bound());
    Pruner pruner = pruner(def, parameters.bound(), model.training().epochs());
    Budget budget = FieldException.at(root.child("budget"), () -> budget(def, population));
    Sampler sampler = population.isPresent() ? population.get() : sampler(def, space, budget);
    List<Objective> counted =
        population.isPresent()
            ? objectives.stream().map(Objective::ofLastEpoch).toList()
            : objectives;
    StudySpec study =
        FieldException.at(
            root,
            () ->
                new StudySpec(
                    def,
                    def.getName(),
                    definition,
                    def.getData(),
                    counted,
                    space,
                    parameters.bound(),
                    sampler,
                    pruner,
                    crossValidation,
                    budget,
                    def.getSeed(),
                    def.hasRetries() ? def.getRetries() : DEFAULT_RETRIES,
                    def.hasMaxConsecutiveFailures()
                        ? def.getMaxConsecutiveFailures()
                        : DEFAULT_MAX_CONSECUTIVE_FAILURES,
                    def.hasKeep() ? def.getKeep() : DEFAULT_KEEP,
                    def.hasWatchdogSeconds() ? def.getWatchdogSeconds() : DEFAULT_WATCHDOG_SECONDS,
                    def.getAllowDuplicates()));
    new TrialChecks(study).run();
    return study;
  }

  private static List<Constraint> constraints(StudyDef def, List<Parameter> parameters) {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    List<Constraint> constraints = new ArrayList<>();
    for (int i = 0; i < def.getConstraintCount(); i++) {
      FieldPath path = FieldPath.ROOT.child("constraint", i);
      String expression = def.getConstraint(i).getExpression();
      constraints.add(
          FieldException.at(
              expression.isEmpty() ? path : path.child("expression"),
              () -> ExpressionConstraint.parse(expression, names)));
    }
    return constraints;
  }

  private static Sampler sampler(StudyDef def, SearchSpace space, Budget budget) {
    FieldPath path = FieldPath.ROOT.child("sampler");
    Sampler sampler =
        FieldException.at(
            path, () -> SamplerMapping.fromProto(def.getSampler(), budget.trials(), def.getSeed()));
    for (int i = 0; i < space.parameters().size() && sampler instanceof Grid; i++) {
      if (space.parameters().get(i).domain().size().isEmpty()) {
        throw new FieldException(
            FieldPath.ROOT.child("parameter", i).child("float"),
            "step must be given for a grid, parameter "
                + space.parameters().get(i).name()
                + " has none; write a step, or a choice of numbers");
      }
    }
    return sampler;
  }

  private static Pruner pruner(StudyDef def, List<BoundParameter> fields, int epochs) {
    FieldPath path = FieldPath.ROOT.child("pruner");
    boolean bohb = def.getSampler().hasBohb();
    PrunerDef chosen =
        bohb && def.getPruner().getKindCase() == PrunerDef.KindCase.KIND_NOT_SET
            ? PrunerDef.newBuilder().setHyperband(HyperbandDef.getDefaultInstance()).build()
            : def.getPruner();
    String name = chosen.getKindCase().name().toLowerCase(Locale.ROOT);
    if (bohb && !chosen.hasHyperband()) {
      throw new FieldException(
          path,
          "pruner of the sampler bohb must be hyperband, was " + name + "; write hyperband {}");
    }
    if (chosen.getKindCase() == PrunerDef.KindCase.KIND_NOT_SET || chosen.hasNone()) {
      return new Pruner.None();
    }
    if (def.getObjectiveCount() > 1 && !chosen.hasHyperband() && !chosen.hasAsha()) {
      throw new FieldException(
          path,
          "pruner "
              + name
              + " compares trials by one objective, the study has "
              + def.getObjectiveCount()
              + "; write asha {} or hyperband {}, which compare them by dominance");
    }
    if (def.hasCrossValidation()) {
      throw new FieldException(
          def.hasPruner() ? path : FieldPath.ROOT.child("cross_validation"),
          "pruner "
              + name
              + " does not go with cross_validation, whose trials report only at their end; remove"
              + " one of them");
    }
    if (chosen.hasHyperband() || chosen.hasAsha()) {
      requireRungs(path, name, fields, epochs);
    }
    return FieldException.at(path, () -> PrunerMapping.fromProto(chosen, epochs));
  }

  /** Rungs are epochs, so these must be the same for all trials, and more than one. */
  private static void requireRungs(
      FieldPath path, String name, List<BoundParameter> fields, int epochs) {
    FieldPath ofEpochs = FieldPath.parse("training.epochs");
    for (BoundParameter field : fields) {
      if (!field.ofData() && field.path().equals(ofEpochs)) {
        throw new FieldException(
            path,
            "training.epochs cannot be tuned with the pruner "
                + name
                + ", which itself decides how many epochs a trial gets; remove the parameter");
      }
    }
    if (epochs < 2) {
      throw new FieldException(
          path,
          "pruner "
              + name
              + " needs several epochs, training.epochs is "
              + epochs
              + "; write such as set: \"training.epochs=9\"");
    }
  }

  private static Optional<CrossValidation> crossValidation(StudyDef def) {
    CrossValidationDef validation = def.getCrossValidation();
    return def.hasCrossValidation()
        ? Optional.of(
            new CrossValidation(
                validation.hasFolds() ? validation.getFolds() : DEFAULT_FOLDS,
                !validation.hasStratified() || validation.getStratified(),
                validation.getShuffle(),
                !validation.hasRefit() || validation.getRefit()))
        : Optional.empty();
  }

  /** Without a limit there are as many trials as the sampler goes through, where it knows. */
  private static OptionalInt trials(StudyDef study, Optional<PopulationSampler> population) {
    if (study.getBudget().hasTrials()) {
      return OptionalInt.of(study.getBudget().getTrials());
    }
    if (study.getSampler().hasGrid()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(population.map(PopulationSampler::trials).orElse(DEFAULT_TRIALS));
  }

  private static Budget budget(StudyDef study, Optional<PopulationSampler> population) {
    BudgetDef def = study.getBudget();
    if (def.hasTargetValue() && study.getObjectiveCount() > 1) {
      throw new IllegalArgumentException(
          "target_value must be left out with several objectives, was " + def.getTargetValue());
    }
    return new Budget(
        trials(study, population),
        def.hasSeconds() ? OptionalDouble.of(def.getSeconds()) : OptionalDouble.empty(),
        def.hasTargetValue() ? OptionalDouble.of(def.getTargetValue()) : OptionalDouble.empty(),
        def.hasTrialSeconds() ? OptionalDouble.of(def.getTrialSeconds()) : OptionalDouble.empty(),
        FieldException.at(
            FieldPath.ROOT.child("budget").child("terminator"), () -> terminator(study)),
        FieldException.at(FieldPath.ROOT.child("budget").child("repeats"), () -> repeats(study)));
  }

  private static void requireOneObjective(String name, StudyDef study) {
    if (study.getObjectiveCount() > 1) {
      throw new IllegalArgumentException(
          name
              + " must be left out with several objectives, there are "
              + study.getObjectiveCount());
    }
  }

  private static Optional<Terminator> terminator(StudyDef study) {
    if (!study.getBudget().hasTerminator()) {
      return Optional.empty();
    }
    TerminatorDef def = study.getBudget().getTerminator();
    requireOneObjective("terminator", study);
    Terminator terminator =
        new Terminator(
            def.hasMinTrials() ? def.getMinTrials() : Terminator.DEFAULT_MIN_TRIALS,
            def.hasError() ? OptionalDouble.of(def.getError()) : OptionalDouble.empty());
    if (!study.hasCrossValidation()) {
      terminator.requireError("in a study without cross_validation");
    }
    return Optional.of(terminator);
  }

  private static Optional<Repeats> repeats(StudyDef study) {
    if (!study.getBudget().hasRepeats()) {
      return Optional.empty();
    }
    requireOneObjective("repeats", study);
    RepeatsDef def = study.getBudget().getRepeats();
    Repeats repeats =
        new Repeats(
            def.hasTop() ? def.getTop() : Repeats.DEFAULT_TOP,
            def.hasTimes() ? def.getTimes() : Repeats.DEFAULT_TIMES);
    int keep = study.hasKeep() ? study.getKeep() : DEFAULT_KEEP;
    if (repeats.top() > keep) {
      throw new IllegalArgumentException(
          "top must be at most keep, the number of trials whose weights stay, which is "
              + keep
              + ", was "
              + repeats.top()
              + "; write keep: "
              + repeats.top());
    }
    return Optional.of(repeats);
  }
}
