package dev.luthier.search.auto;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Searches a branch of a conditional space as if there were nothing else: the values of one
 * parameter that others hang on are its branches, and the one that was tried least has its turn.
 *
 * <p>A branch that is worse than another with ordinary settings may be better with its own best
 * ones, which a model of the whole space does not find out: it leaves the branch too early. What is
 * proposed here improves on the branch's own best instead.
 *
 * @param inner proposes within a branch; its history is that of the branch
 */
public record BranchSampler(Sampler inner) implements Sampler {

  /** A parameter of more values has no branches. */
  private static final int MOST_BRANCHES = 16;

  /** Whether there are branches to choose from: a parameter of few values that others hang on. */
  static boolean hasBranches(SearchSpace space) {
    return !roots(space).isEmpty();
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    List<Parameter> roots = roots(space);
    if (roots.isEmpty()) {
      return inner.propose(space, history, random);
    }
    Parameter root = roots.get(random.nextInt(roots.size()));
    Value value = leastTried(space, root, history, random);
    List<Trial> trials = new ArrayList<>();
    for (Trial trial : history.trials()) {
      if (trial.assignment().get(root.name()).filter(value::equals).isPresent()) {
        trials.add(trial.withNumber(trials.size()));
      }
    }
    return inner.propose(within(space, root, value), new History(history.goals(), trials), random);
  }

  /** Those that are always there, have few values, and have others hang on them. */
  private static List<Parameter> roots(SearchSpace space) {
    Set<String> lookedAt =
        space.parameters().stream()
            .flatMap(parameter -> parameter.conditions().stream())
            .map(Condition::parameter)
            .collect(Collectors.toSet());
    return space.parameters().stream()
        .filter(parameter -> parameter.conditions().isEmpty())
        .filter(parameter -> lookedAt.contains(parameter.name()))
        .filter(parameter -> hasFewValues(parameter.domain()))
        .toList();
  }

  private static boolean hasFewValues(Domain domain) {
    OptionalLong size = domain.size();
    return size.isPresent() && size.getAsLong() > 1 && size.getAsLong() <= MOST_BRANCHES;
  }

  /** A value of the root, of those whose branch has assignments left where there are any. */
  private static Value leastTried(
      SearchSpace space, Parameter root, History history, RandomGenerator random) {
    Map<Value, Integer> counts = new HashMap<>();
    for (Trial trial : history.trials()) {
      trial.assignment().get(root.name()).ifPresent(value -> counts.merge(value, 1, Integer::sum));
    }
    List<Value> all =
        LongStream.range(0, root.domain().size().getAsLong())
            .mapToObj(root.domain()::value)
            .toList();
    List<Value> open =
        all.stream()
            .filter(
                value ->
                    within(space, root, value).bound().orElse(Long.MAX_VALUE)
                        > counts.getOrDefault(value, 0))
            .toList();
    List<Value> values = open.isEmpty() ? all : open;
    int least = values.stream().mapToInt(value -> counts.getOrDefault(value, 0)).min().getAsInt();
    List<Value> candidates =
        values.stream().filter(value -> counts.getOrDefault(value, 0) == least).toList();
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** The space with one value of the root, without the parameters which that switches off. */
  private static SearchSpace within(SearchSpace space, Parameter root, Value value) {
    List<Parameter> kept = new ArrayList<>();
    Set<String> off = new HashSet<>();
    for (Parameter parameter : space.parameters()) {
      boolean isOff =
          parameter.conditions().stream()
              .anyMatch(
                  condition ->
                      off.contains(condition.parameter())
                          || (condition.parameter().equals(root.name())
                              && !condition.holds(value)));
      if (isOff) {
        off.add(parameter.name());
      } else if (parameter.equals(root)) {
        kept.add(Parameter.of(root.name(), Choice.fixed(value)));
      } else {
        // What is left of a condition on the root holds; naming other values, it would not be
        // valid.
        kept.add(
            new Parameter(
                parameter.name(),
                parameter.domain(),
                parameter.conditions().stream()
                    .filter(condition -> !condition.parameter().equals(root.name()))
                    .toList()));
      }
    }
    return new SearchSpace(kept, space.constraints());
  }
}
