package dev.luthier.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a training that goes on from another one's checkpoint takes over: weights, states, and what
 * the optimizer keeps, its step counter included. Rates and strengths, the learning rate and the
 * seed of the steps stay its own, and the totals of an epoch begin anew.
 */
public final class Inheritance {

  private static final Set<String> OWN = Set.of(TrainingStep.LEARNING_RATE, TrainingStep.SEED);

  private Inheritance() {}

  /** The variables that are taken over. */
  static List<GraphVariable> of(VariableTable table) {
    return table
        .where(
            role ->
                switch (role) {
                  case WEIGHT, STATE, OPTIMIZER -> true;
                  case RATE, ENCODING, SCRATCH, TOTAL, EVALUATION, DATA -> false;
                })
        .stream()
        .filter(variable -> !OWN.contains(variable.name()))
        .toList();
  }

  /**
   * Why a trial cannot go on from a checkpoint of another one.
   *
   * @return a variable that only one of them has, or that has another shape in one, such as {@code
   *     hidden/kernel is [64, 32], not [64, 16]}; empty where it can
   */
  public static Optional<String> obstacle(TrialSpec trial, TrialSpec ancestor) {
    Map<String, String> own = shapes(trial);
    Map<String, String> others = shapes(ancestor);
    for (Map.Entry<String, String> variable : own.entrySet()) {
      String other = others.remove(variable.getKey());
      if (other == null) {
        return Optional.of(variable.getKey() + " is there only then");
      }
      if (!other.equals(variable.getValue())) {
        return Optional.of(variable.getKey() + " is " + variable.getValue() + ", not " + other);
      }
    }
    return others.keySet().stream().findFirst().map(name -> name + " is not there then");
  }

  private static Map<String, String> shapes(TrialSpec spec) {
    VariableTable table = new VariableTable();
    NetworkVariables.enter(table, spec.network(), spec.seed());
    TrainingStep.enter(table, spec);
    Map<String, String> shapes = new LinkedHashMap<>();
    of(table).forEach(variable -> shapes.put(variable.name(), variable.shape().toString()));
    return shapes;
  }
}
