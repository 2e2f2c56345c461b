package dev.luthier.search;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Hyperband, <a href="https://jmlr.org/papers/v18/16-558.html">Li et al. 2018</a>: successive
 * halving in several brackets, from many trials that are judged early to few that are trained to
 * the end. With R epochs at most, r at least and reduction η there are {@code S + 1 = floor(log_η(R
 * / r)) + 1} brackets; the one with s rungs has them at {@code floor(R / η^s), …, floor(R / η)} and
 * gets {@code ceil((S + 1) / (s + 1) * η^s)} trials of each round.
 *
 * <p>Inside a bracket trials pause and are promoted one by one, as by {@link AshaPruner}, where the
 * paper waits for all trials of a rung. The trials of a round are spread over the brackets evenly
 * rather than bracket after bracket, so that a study which ends early has had some of each.
 *
 * <p>Optuna draws a trial's bracket from a hash of the study's name, and counts rungs upwards from
 * r: where R is no power of η times r, its brackets have one rung more than the paper's.
 *
 * @param reduction one in so many goes on
 * @param minEpochs at least so many epochs come before the first rung of the most eager bracket;
 *     just as many where the maximum is a power of the reduction times this
 * @param maximumEpochs of the training
 */
public record HyperbandPruner(int reduction, long minEpochs, long maximumEpochs) implements Pruner {

  public HyperbandPruner {
    SuccessiveHalving.require(reduction, "min_epochs", minEpochs, maximumEpochs);
  }

  /** One in three goes on, the first rung after one epoch or little more. */
  public static HyperbandPruner of(long maximumEpochs) {
    return new HyperbandPruner(3, 1, maximumEpochs);
  }

  /** Number of brackets. */
  public int brackets() {
    int count = 1;
    for (long epochs = maximumEpochs / reduction; epochs >= minEpochs; epochs /= reduction) {
      count++;
    }
    return count;
  }

  /**
   * Trials of a bracket in each round.
   *
   * @param bracket from 0, the one with the most rungs
   */
  public long size(int bracket) {
    long brackets = brackets();
    long rungs = brackets - 1 - bracket;
    long size = brackets;
    for (long i = 0; i < rungs; i++) {
      size *= reduction;
    }
    return (size + rungs) / (rungs + 1);
  }

  /**
   * The bracket of a trial.
   *
   * @return from 0, the one with the most rungs
   */
  public int bracket(int trialNumber) {
    return round().bracket(trialNumber);
  }

  private Round round() {
    return new Round(IntStream.range(0, brackets()).mapToLong(this::size).toArray());
  }

  /** Deals trials out to the brackets, once each of its places. */
  private static final class Round {

    /** The places are walked through in steps of this part, which spreads them evenly. */
    private static final double GOLDEN_SECTION = 0.6180339887498949;

    private final long[] sizes;
    private final long places;
    private final long stride;

    Round(long[] sizes) {
      this.sizes = sizes;
      this.places = LongStream.of(sizes).sum();
      this.stride = coprime(Math.max(1, Math.round(places * GOLDEN_SECTION)), places);
    }

    /** The first number from one on that has no divisor in common with another. */
    private static long coprime(long from, long other) {
      BigInteger number = BigInteger.valueOf(from);
      while (!number.gcd(BigInteger.valueOf(other)).equals(BigInteger.ONE)) {
        number = number.add(BigInteger.ONE);
      }
      return number.longValueExact();
    }

    int bracket(int trialNumber) {
      long place = Math.floorMod(trialNumber % places * stride, places);
      int bracket = 0;
      while (place >= sizes[bracket]) {
        place -= sizes[bracket];
        bracket++;
      }
      return bracket;
    }
  }

  /**
   * Epochs of a bracket's rungs, rising.
   *
   * @param bracket from 0, the one with the most rungs
   */
  public List<Long> rungs(int bracket) {
    List<Long> rungs = new ArrayList<>();
    long epochs = maximumEpochs;
    for (int i = brackets() - 1 - bracket; i > 0; i--) {
      epochs /= reduction;
      rungs.add(0, epochs);
    }
    return rungs;
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    Round round = round();
    int bracket = round.bracket(trial.number());
    List<Trial> rivals =
        history.trials().stream()
            .filter(other -> round.bracket(other.number()) == bracket)
            .toList();
    return halving(bracket).judge(history, rivals, trial);
  }

  /** The furthest of what the brackets would go on with, the lowest number of several. */
  @Override
  public OptionalInt promote(History history) {
    List<List<Trial>> trials = byBracket(history);
    return furthest(
        IntStream.range(0, trials.size())
            .mapToObj(bracket -> halving(bracket).promotable(history, trials.get(bracket)))
            .flatMap(Optional::stream)
            .toList());
  }

  @Override
  public OptionalInt promoteAtEnd(History history) {
    return SuccessiveHalving.leader(history)
        .map(trial -> OptionalInt.of(trial.number()))
        .orElseGet(OptionalInt::empty);
  }

  private List<List<Trial>> byBracket(History history) {
    List<List<Trial>> trials = new ArrayList<>();
    for (int bracket = brackets(); bracket > 0; bracket--) {
      trials.add(new ArrayList<>());
    }
    Round round = round();
    history.trials().forEach(trial -> trials.get(round.bracket(trial.number())).add(trial));
    return trials;
  }

  private static OptionalInt furthest(List<Trial> trials) {
    return trials.stream()
        .min(
            Comparator.comparingLong(
                    (Trial trial) -> -trial.lastReport().map(Report::step).orElse(0L))
                .thenComparingInt(Trial::number))
        .map(trial -> OptionalInt.of(trial.number()))
        .orElseGet(OptionalInt::empty);
  }

  private SuccessiveHalving halving(int bracket) {
    return new SuccessiveHalving(reduction, rungs(bracket));
  }
}
