package dev.luthier.search.tpe;

import dev.luthier.search.Assignment;
import dev.luthier.search.Condition;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Proposes what is likely among good trials and unlikely among the others: of some draws from the
 * good ones' density the one with the greatest ratio of the two densities, which is the one with
 * the greatest expected improvement (Bergstra et al. 2011).
 *
 * <p>Parameters with the same conditions are there together, and are modelled together: a group.
 * The groups are chosen one after the other, so that those come first which decide whether others
 * are there; and a group's densities are made of the trials that have it.
 */
final class DensityRatio {

  private DensityRatio() {}

  static Assignment propose(
      SearchSpace space,
      List<Trial> good,
      List<Trial> others,
      int candidates,
      RandomGenerator random) {
    // In the order of the groups' first parameters, before which all stand that these look at.
    Map<List<Condition>, List<Parameter>> groups = new LinkedHashMap<>();
    for (Parameter parameter : space.parameters()) {
      groups.computeIfAbsent(parameter.conditions(), any -> new ArrayList<>()).add(parameter);
    }
    List<Assignment> liked = assignments(good);
    List<Assignment> avoided = assignments(others);
    Map<String, Value> chosen = new HashMap<>();
    for (List<Parameter> group : groups.values()) {
      if (SearchSpace.isActive(group.get(0), chosen)) {
        Value[] values = choose(group, liked, avoided, candidates, random);
        for (int i = 0; i < values.length; i++) {
          chosen.put(group.get(i).name(), values[i]);
        }
      }
    }
    return space.assign(parameter -> chosen.get(parameter.name()));
  }

  private static Value[] choose(
      List<Parameter> group,
      List<Assignment> liked,
      List<Assignment> avoided,
      int candidates,
      RandomGenerator random) {
    List<Axis> axes = group.stream().map(Axis::new).toList();
    ParzenEstimator likely = new ParzenEstimator(axes, having(group.get(0), liked));
    ParzenEstimator unlikely = new ParzenEstimator(axes, having(group.get(0), avoided));
    Value[] best = null;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < candidates; i++) {
      Value[] drawn = likely.draw(random);
      double ratio = likely.logDensity(drawn) - unlikely.logDensity(drawn);
      if (best == null || ratio > greatest) {
        best = drawn;
        greatest = ratio;
      }
    }
    return best;
  }

  private static List<Assignment> having(Parameter parameter, List<Assignment> assignments) {
    if (parameter.conditions().isEmpty()) {
      return assignments;
    }
    return assignments.stream()
        .filter(assignment -> assignment.values().containsKey(parameter.name()))
        .toList();
  }

  private static List<Assignment> assignments(List<Trial> trials) {
    return trials.stream()
        .sorted(Comparator.comparingInt(Trial::number))
        .map(Trial::assignment)
        .toList();
  }
}
