package dev.luthier.spec;

import dev.luthier.nn.ClassScore;
import dev.luthier.nn.ConfusionMatrix;
import dev.luthier.nn.MeanError;
import dev.luthier.nn.Metric;
import dev.luthier.nn.Model;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.spec.proto.EpochOf;
import dev.luthier.spec.proto.ObjectiveDef;
import dev.luthier.train.TrainingCost;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objectives as messages and as records. */
final class ObjectiveMapping {

  private static final String FIELD = "objective";
  private static final String METRIC = "metric";
  private static final String LOSS = "loss";

  /** Of a figure that a layer reports of itself. */
  private static final Pattern STRUCTURE =
      Pattern.compile("(" + Objective.VALIDATION + ")?" + "structure/.+/[^/]+");

  private ObjectiveMapping() {}

  /**
   * The records of a study's objectives.
   *
   * @param root that has them
   * @param model whose figures they can be about
   * @throws FieldException where one is not valid, or they do not go together
   */
  static List<Objective> fromProto(FieldPath root, List<ObjectiveDef> defs, Model model) {
    if (defs.isEmpty()) {
      throw new FieldException(
          root,
          "the study has no objective; write objective { metric: \"validation/loss\" goal: MINIMIZE }");
    }
    List<Objective> objectives = new ArrayList<>();
    for (int i = 0; i < defs.size(); i++) {
      FieldPath path = root.child(FIELD, i);
      if (i == History.MOST_OBJECTIVES) {
        throw new FieldException(
            path,
            "objectives must be at most "
                + History.MOST_OBJECTIVES
                + ", were "
                + defs.size()
                + "; remove one");
      }
      Objective objective = fromProto(path, defs.get(i), model);
      objectives.add(
          i == 0
              ? first(path, defs.get(i), objective)
              : later(path, defs.get(i), objective, objectives));
    }
    return objectives;
  }

  /** Pruners and the best epoch go by it. */
  private static Objective first(FieldPath path, ObjectiveDef def, Objective objective) {
    if (objective.isCost()) {
      throw new FieldException(
          path.child(METRIC),
          "the first objective must be a figure of the training, was the cost "
              + objective.metric()
              + "; write one such as \"validation/loss\" before it");
    }
    if (STRUCTURE.matcher(objective.metric()).matches()) {
      // Weights of the epoch in which a layer happened to do least are not what is looked for.
      if (def.getEpoch() == EpochOf.BEST) {
        throw new FieldException(
            path.child("epoch"),
            "epoch must be LAST for a figure of the structure, was BEST; leave it out");
      }
      return new Objective(objective.metric(), objective.goal(), Objective.Epoch.LAST);
    }
    return objective;
  }

  private static Objective later(
      FieldPath path, ObjectiveDef def, Objective objective, List<Objective> before) {
    if (before.stream().anyMatch(other -> other.metric().equals(objective.metric()))) {
      throw new FieldException(
          path.child(METRIC),
          "metric " + objective.metric() + " is an objective already; write another one");
    }
    Objective.Epoch epoch = before.get(0).epoch();
    if (def.getEpoch() != EpochOf.EPOCH_OF_UNSPECIFIED && objective.epoch() != epoch) {
      throw new FieldException(
          path.child("epoch"),
          "epoch "
              + objective.epoch()
              + " contradicts the first objective, whose epoch counts for all; leave it out");
    }
    return new Objective(objective.metric(), objective.goal(), epoch);
  }

  /**
   * The record of an objective.
   *
   * @param path of its message
   * @param model whose figures it can be about
   * @throws FieldException where the model has no such figure, or the goal is not said or absurd
   */
  private static Objective fromProto(FieldPath path, ObjectiveDef def, Model model) {
    List<String> names = figures(model);
    String metric = def.getMetric();
    if (metric.isEmpty()) {
      throw new FieldException(
          path, "the objective has no metric; write one such as metric: \"" + last(names) + "\"");
    }
    boolean isOfStructure = STRUCTURE.matcher(metric).matches();
    if (!names.contains(metric)
        && !TrainingCost.NAMES.contains(metric)
        && !isOfStructure
        && !isOfAClass(metric, model)) {
      throw new FieldException(
          path.child(METRIC),
          "no metric \"" + metric + "\" in the model " + model.name() + advice(metric, names));
    }
    return new Objective(
        metric,
        isOfStructure ? given(path, def) : goal(path, def, isSmallBetter(metric)),
        def.getEpoch() == EpochOf.LAST ? Objective.Epoch.LAST : Objective.Epoch.BEST);
  }

  /** The nearest name of the same samples; else all names. */
  private static String advice(String metric, List<String> names) {
    String prefix = metric.startsWith(Objective.VALIDATION) ? Objective.VALIDATION : "";
    List<String> plain =
        Stream.concat(
                names.stream().filter(name -> !name.startsWith(Objective.VALIDATION)),
                TrainingCost.NAMES.stream().filter(name -> prefix.isEmpty()))
            .toList();
    return NearestName.of(withoutValidation(metric), plain)
        .map(name -> "; did you mean \"" + prefix + name + "\"?")
        .orElse(
            "; write one of "
                + String.join(", ", names)
                + ", or a cost: "
                + String.join(", ", TrainingCost.NAMES));
  }

  /** Of a figure that may be better either way. */
  private static Goal given(FieldPath path, ObjectiveDef def) {
    return switch (def.getGoal()) {
      case GOAL_UNSPECIFIED, UNRECOGNIZED ->
          throw new FieldException(
              path, "the objective has no goal; write goal: MINIMIZE or goal: MAXIMIZE");
      case MINIMIZE -> Goal.MINIMIZE;
      case MAXIMIZE -> Goal.MAXIMIZE;
    };
  }

  private static Goal goal(FieldPath path, ObjectiveDef def, boolean isSmallBetter) {
    Goal natural = isSmallBetter ? Goal.MINIMIZE : Goal.MAXIMIZE;
    return switch (def.getGoal()) {
      case GOAL_UNSPECIFIED, UNRECOGNIZED ->
          throw new FieldException(path, "the objective has no goal; write goal: " + natural);
      case MINIMIZE, MAXIMIZE -> {
        if (!def.getGoal().name().equals(natural.name())) {
          throw new FieldException(
              path.child("goal"),
              "goal "
                  + def.getGoal()
                  + " contradicts the metric "
                  + def.getMetric()
                  + ", which is better the "
                  + (isSmallBetter ? "lower" : "higher")
                  + " it is; write goal: "
                  + natural);
        }
        yield natural;
      }
    };
  }

  private static boolean isSmallBetter(String metric) {
    String name = withoutValidation(metric);
    return name.equals(LOSS)
        || TrainingCost.NAMES.contains(name)
        || Stream.of(MeanError.Size.values())
            .anyMatch(size -> new MeanError(size).name().equals(name));
  }

  private static String withoutValidation(String metric) {
    return metric.startsWith(Objective.VALIDATION)
        ? metric.substring(Objective.VALIDATION.length())
        : metric;
  }

  /** Names of figures; those of single classes are known only with the data. */
  private static List<String> figures(Model model) {
    List<String> names = new ArrayList<>(List.of(LOSS));
    model.metrics().stream()
        .filter(metric -> !(metric instanceof ConfusionMatrix) && !isPerClass(metric))
        .forEach(metric -> names.add(metric.name()));
    return Stream.concat(names.stream(), names.stream().map(Objective.VALIDATION::concat)).toList();
  }

  private static boolean isOfAClass(String metric, Model model) {
    String name = withoutValidation(metric);
    return model.metrics().stream()
        .anyMatch(any -> isPerClass(any) && name.startsWith(any.name() + "/"));
  }

  private static boolean isPerClass(Metric metric) {
    return metric instanceof ClassScore score && score.average() == ClassScore.Average.PER_CLASS;
  }

  private static String last(List<String> names) {
    return names.get(names.size() - 1);
  }
}
