package dev.luthier.search.evolution;

import dev.luthier.search.Assignment;
import dev.luthier.search.History;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Segment;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import dev.luthier.search.sobol.SobolSampler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Population based training, <a href="https://arxiv.org/abs/1711.09846">Jaderberg et al. 2017</a>:
 * the members of a population train side by side, and settings change on the way, so that a
 * schedule of settings is found within one training each.
 *
 * <p>A trial is a {@link Segment} of a member's training. The first ones begin anew, their settings
 * spread over the space. Each later one inherits the weights of the trial before it and its
 * settings; where that is in the lowest part of the population, those of a trial of the highest
 * part instead (<em>exploit</em>), and settings near to that one's ({@linkplain Exploration
 * <em>explore</em>}). A member whose segment has failed exploits in any case.
 *
 * <p>Nobody waits: a member goes on as soon as its segment is over, the one that is furthest back
 * first. It is compared with each other member by the last result of that one <em>at no more epochs
 * than its own</em>. Ray Tune's scheduler and the paper compare with the last result of all, which
 * is the same where all train at once; with fewer workers than members those whose turn comes late
 * would be compared with members that have trained for longer. Parts are as large as Ray Tune's: so
 * many members rounded up, but half of them at most.
 *
 * @param population members that train side by side
 * @param intervalEpochs epochs of a segment
 * @param epochs after which a member is done: those of the whole training
 * @param quantileFraction part of the population that is lowest, and that is highest; up to a half
 * @param resampleProbability that a parameter is drawn anew rather than perturbed
 * @param perturbationFactors by which numbers are multiplied, each as likely
 * @param seed of the settings at the start: that of the study, the same for all its proposals
 */
public record PopulationSampler(
    int population,
    int intervalEpochs,
    int epochs,
    double quantileFraction,
    double resampleProbability,
    List<Double> perturbationFactors,
    long seed)
    implements Sampler {

  /** An interval by default is so small a part of the training's epochs. */
  private static final int USUAL_SEGMENTS = 10;

  /**
   * A trial to be run next.
   *
   * @param assignment its settings
   * @param segment that it is
   */
  public record Descendant(Assignment assignment, Segment segment) {}

  public PopulationSampler {
    perturbationFactors = List.copyOf(perturbationFactors);
    if (population < 2) {
      throw new IllegalArgumentException(
          "population must be at least 2, was " + population + "; write such as 10");
    }
    if (intervalEpochs < 1 || intervalEpochs >= epochs) {
      throw new IllegalArgumentException(
          "interval_epochs must be from 1 to below the training's epochs, "
              + epochs
              + ", was "
              + intervalEpochs
              + "; write fewer, or more of training.epochs");
    }
    if (!(quantileFraction > 0 && quantileFraction <= 0.5)) {
      throw new IllegalArgumentException(
          "quantile_fraction must be above 0 and at most 0.5, was "
              + quantileFraction
              + "; write such as 0.25");
    }
    // Refuses what it cannot do.
    new Exploration(resampleProbability, perturbationFactors);
  }

  /**
   * Ten members and Ray Tune's settings, with ten segments in a training.
   *
   * @param epochs of the whole training
   */
  public static PopulationSampler of(int epochs, long seed) {
    int interval = (epochs + USUAL_SEGMENTS - 1) / USUAL_SEGMENTS;
    return new PopulationSampler(10, interval, epochs, 0.25, 0.25, List.of(1.2, 0.8), seed);
  }

  /** Trials of a study in which no segment fails. */
  public int trials() {
    long segments = (epochs + intervalEpochs - 1L) / intervalEpochs;
    return (int) Math.min(Integer.MAX_VALUE, segments * population);
  }

  /**
   * The next trial.
   *
   * @param history all trials so far, those that are running among them
   * @param random seeded for this proposal
   * @return empty where all members are done or their trials are not over yet
   */
  public Optional<Descendant> next(SearchSpace space, History history, RandomGenerator random) {
    Population members = population(history);
    OptionalInt unborn = members.unborn();
    if (unborn.isPresent()) {
      return anew(space, history, members, unborn.getAsInt(), random);
    }
    OptionalInt ready = members.ready();
    return ready.isPresent()
        ? goOn(space, history, members, ready.getAsInt(), random)
        : Optional.empty();
  }

  private Optional<Descendant> goOn(
      SearchSpace space, History history, Population members, int member, RandomGenerator random) {
    List<Trial> ranked = members.ranked(member);
    if (ranked.isEmpty()) {
      return anew(space, history, members, member, random);
    }
    int own = 0;
    while (own < ranked.size() && ranked.get(own).segment().orElseThrow().member() != member) {
      own++;
    }
    int all = Math.max(ranked.size(), own + 1);
    int part = quantile(all);
    boolean isLow = own >= all - part;
    if (members.hasFailed(member) || isLow) {
      Trial parent = ranked.get(random.nextInt(Math.max(1, part)));
      return Optional.of(
          new Descendant(
              exploration().explore(space, parent.assignment(), random),
              members.after(parent, member)));
    }
    Trial parent = ranked.get(own);
    return Optional.of(new Descendant(parent.assignment(), members.after(parent, member)));
  }

  private Optional<Descendant> anew(
      SearchSpace space, History history, Population members, int member, RandomGenerator random) {
    return Suggestion.next(new SobolSampler(seed), space, history, true, random)
        .map(assignment -> new Descendant(assignment, members.anew(member)));
  }

  /** Members in the lowest part of so many, and in the highest part. */
  int quantile(int members) {
    return Math.min((int) Math.ceil(members * quantileFraction), members / 2);
  }

  private Exploration exploration() {
    return new Exploration(resampleProbability, perturbationFactors);
  }

  private Population population(History history) {
    return Population.of(history, population, intervalEpochs, epochs);
  }

  /** Numbers of the trials whose weights others may still inherit. */
  public Set<Integer> needed(History history) {
    return population(history).needed();
  }

  /** The settings of the next trial, which are of no use without its parent's weights. */
  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    return next(space, history, random).map(Descendant::assignment);
  }
}
