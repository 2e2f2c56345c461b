package dev.luthier.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.luthier.search.Budget;
import dev.luthier.search.Condition;
import dev.luthier.search.Constraint;
import dev.luthier.search.Grid;
import dev.luthier.search.Parameter;
import dev.luthier.search.Repeats;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Terminator;
import dev.luthier.spec.BoundParameter;
import dev.luthier.spec.CrossValidation;
import dev.luthier.spec.Objective;
import dev.luthier.spec.StudySpec;
import dev.luthier.spec.proto.StudyDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What {@code check} prints of a study. What is left out or has no limit is null.
 *
 * @param name of the study
 * @param model its name
 * @param data name or path
 * @param objective what is made better: the first of several
 * @param objectives all of them; null where there is one
 * @param parameters in order
 * @param constraints expressions between them
 * @param gridPoints number of feasible assignments, where they can be counted
 * @param sampler with its settings
 * @param pruner with its settings
 * @param folds of the cross-validation
 * @param budget when it ends
 */
record StudySummary(
    String name,
    String model,
    ModelSize size,
    String data,
    ObjectiveSummary objective,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<ObjectiveSummary> objectives,
    List<ParameterSummary> parameters,
    List<String> constraints,
    Long gridPoints,
    String sampler,
    String pruner,
    Integer folds,
    BudgetSummary budget)
    implements Output.Result {

  /** Spaces with more assignments are not gone through. */
  private static final long COUNTED = 100_000;

  /**
   * The size of the model as its file has it, before parameters change it.
   *
   * @param parameters trained values
   * @param multiplyAdds of one sample's forward pass
   * @param activationBytes of the outputs of all layers for one sample
   */
  record ModelSize(long parameters, long multiplyAdds, long activationBytes) {

    static ModelSize of(ModelSummary model) {
      return new ModelSize(model.parameters(), model.multiplyAdds(), model.activationBytes());
    }

    String text() {
      return "%s parameters, %s multiply-adds and %s of activations a sample"
          .formatted(
              ModelSummary.count(parameters),
              ModelSummary.count(multiplyAdds),
              ModelSummary.mebibytes(activationBytes));
    }
  }

  /** An objective. */
  record ObjectiveSummary(String metric, String goal, String epoch) {

    static ObjectiveSummary of(Objective objective) {
      return new ObjectiveSummary(
          objective.metric(), objective.goal().name(), objective.epoch().name());
    }

    String text() {
      return "%s %s, %s epoch"
          .formatted(goal.toLowerCase(Locale.ROOT), metric, epoch.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * One parameter.
   *
   * @param path of each field that gets its value
   * @param condition null where it is always there
   */
  record ParameterSummary(String name, List<String> path, String values, String condition) {

    static ParameterSummary of(Parameter parameter, List<BoundParameter> fields) {
      String condition =
          parameter.conditions().stream().map(Condition::text).collect(Collectors.joining(" and "));
      return new ParameterSummary(
          parameter.name(),
          fields.stream().map(BoundParameter::text).toList(),
          parameter.domain().text(),
          condition.isEmpty() ? null : condition);
    }
  }

  /**
   * When the study ends.
   *
   * @param terminator when it ends of itself; null where it does not
   * @param repeats of the best trials at the end; null without
   */
  record BudgetSummary(
      Integer trials,
      Double seconds,
      Double targetValue,
      Double trialSeconds,
      TerminatorSummary terminator,
      Repeats repeats) {

    static BudgetSummary of(Budget budget) {
      return new BudgetSummary(
          budget.trials().isPresent() ? budget.trials().getAsInt() : null,
          boxed(budget.seconds()),
          boxed(budget.targetValue()),
          boxed(budget.trialSeconds()),
          budget.terminator().map(TerminatorSummary::of).orElse(null),
          budget.repeats().orElse(null));
    }

    private static Double boxed(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }

    String text() {
      List<String> parts = new ArrayList<>();
      parts.add(trials == null ? "all trials of the sampler" : trials + " trials");
      if (seconds != null) {
        parts.add("at most " + seconds + " s");
      }
      if (targetValue != null) {
        parts.add("until the objective is " + targetValue);
      }
      if (trialSeconds != null) {
        parts.add("a trial at most " + trialSeconds + " s");
      }
      if (terminator != null) {
        parts.add(terminator.text());
      }
      if (repeats != null) {
        parts.add("the best %d trained %d times".formatted(repeats.top(), repeats.times()));
      }
      return String.join(", ", parts);
    }
  }

  /**
   * When a study ends of itself.
   *
   * @param error null for that of the best trial's folds
   */
  record TerminatorSummary(int minTrials, Double error) {

    static TerminatorSummary of(Terminator terminator) {
      return new TerminatorSummary(terminator.minTrials(), BudgetSummary.boxed(terminator.error()));
    }

    String text() {
      return "after %d of them until less than %s is to be gained"
          .formatted(minTrials, error == null ? "the folds' error" : error);
    }
  }

  /**
   * What a study does.
   *
   * @param model its model as the file has it; null where an input's shape is left to the data
   */
  static StudySummary of(StudySpec study, ModelSummary model) {
    SearchSpace space = study.space();
    StudyDef definition = study.definition();
    OptionalLong points = gridPoints(space);
    return new StudySummary(
        study.name(),
        study.modelDefinition().getName(),
        model == null ? null : ModelSize.of(model),
        study.data().getPath(),
        ObjectiveSummary.of(study.objective()),
        study.objectives().size() == 1
            ? null
            : study.objectives().stream().map(ObjectiveSummary::of).toList(),
        space.parameters().stream()
            .map(parameter -> ParameterSummary.of(parameter, study.fields(parameter.name())))
            .toList(),
        space.constraints().stream().map(Constraint::text).toList(),
        points.isPresent() ? points.getAsLong() : null,
        kind(definition.getSampler(), "auto"),
        kind(definition.getPruner(), definition.getSampler().hasBohb() ? "hyperband" : "none"),
        study.crossValidation().map(CrossValidation::folds).orElse(null),
        BudgetSummary.of(study.budget()));
  }

  private static OptionalLong gridPoints(SearchSpace space) {
    OptionalLong bound = space.bound();
    boolean plain =
        space.constraints().isEmpty()
            && space.parameters().stream().allMatch(parameter -> parameter.conditions().isEmpty());
    if (bound.isEmpty() || plain) {
      return bound;
    }
    return bound.getAsLong() > COUNTED
        ? OptionalLong.empty()
        : OptionalLong.of(Grid.assignments(space).filter(space::isFeasible).count());
  }

  private static String kind(Message choice, String usual) {
    String text = TextFormat.printer().shortDebugString(choice);
    return text.isEmpty() ? usual : text.replace(" { }", "");
  }

  @Override
  public String text() {
    TextTable table = new TextTable().row("parameter", "path", "values", "there when");
    for (ParameterSummary parameter : parameters) {
      table.row(
          parameter.name(),
          parameter.path().get(0),
          parameter.values(),
          parameter.condition() == null ? "" : parameter.condition());
      parameter.path().stream().skip(1).forEach(path -> table.row("", path, "", ""));
    }
    TextTable facts =
        new TextTable()
            .row("model", size == null ? model : model + ": " + size.text())
            .row("data", data)
            .row("objective", objective.text());
    if (objectives != null) {
      objectives.stream().skip(1).forEach(other -> facts.row("", other.text()));
    }
    facts.row("sampler", sampler).row("pruner", pruner);
    if (folds != null) {
      facts.row("folds", folds.toString());
    }
    facts.row("budget", budget.text());
    facts.row(
        "grid points", gridPoints == null ? "-" : String.format(Locale.ROOT, "%,d", gridPoints));
    for (String constraint : constraints) {
      facts.row("constraint", constraint);
    }
    return String.join(
        System.lineSeparator(), Printable.line(name), "", table.toString(), "", facts.toString());
  }
}
