package dev.luthier.spec;

import dev.luthier.nn.ClassScore;
import dev.luthier.nn.ConfusionMatrix;
import dev.luthier.nn.MeanError;
import dev.luthier.nn.Metric;
import dev.luthier.nn.Model;
import dev.luthier.search.Goal;
import dev.luthier.spec.proto.EpochOf;
import dev.luthier.spec.proto.ObjectiveDef;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Objectives as messages and as records. */
final class ObjectiveMapping {

  private static final String LOSS = "loss";

  private ObjectiveMapping() {}

  /**
   * The record of an objective.
   *
   * @param path of its message
   * @param model whose figures it can be about
   * @throws FieldException where the model has no such figure, or the goal is not said or absurd
   */
  static Objective fromProto(FieldPath path, ObjectiveDef def, Model model) {
    List<String> names = figures(model);
    String metric = def.getMetric();
    if (metric.isEmpty()) {
      throw new FieldException(
          path, "the objective has no metric; write one such as metric: \"" + last(names) + "\"");
    }
    if (!names.contains(metric) && !isOfAClass(metric, model)) {
      throw new FieldException(
          path.child("metric"),
          "no metric \""
              + metric
              + "\" in the model "
              + model.name()
              + NearestName.advice(metric, names));
    }
    return new Objective(
        metric,
        goal(path, def, isError(metric)),
        def.getEpoch() == EpochOf.LAST ? Objective.Epoch.LAST : Objective.Epoch.BEST);
  }

  private static Goal goal(FieldPath path, ObjectiveDef def, boolean isError) {
    Goal natural = isError ? Goal.MINIMIZE : Goal.MAXIMIZE;
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
                  + (isError ? "lower" : "higher")
                  + " it is; write goal: "
                  + natural);
        }
        yield natural;
      }
    };
  }

  private static boolean isError(String metric) {
    String name = withoutValidation(metric);
    return name.equals(LOSS)
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
