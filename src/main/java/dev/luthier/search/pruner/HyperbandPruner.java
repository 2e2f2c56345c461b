package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Hyperband, <a href="https://jmlr.org/papers/v18/16-558.html">Li et al. 2018</a>: successive
 * halving in several brackets, from many trials that are judged early to few that are trained to
 * the end. With R epochs at most, r at least and reduction η there are {@code S + 1 = floor(log_η(R
 * / r)) + 1} brackets; the one with s rungs has them at R / η^s, …, R / η, rounded.
 *
 * <p>Inside a bracket trials pause and are promoted one by one, as by {@link AshaPruner}, where the
 * paper waits for all trials of a rung. Two things differ from the paper, both because epochs are
 * what a study costs (<a href="https://arxiv.org/abs/2201.06834">Li et al. 2022</a> deal trials out
 * by the price of a bracket, too):
 *
 * <ul>
 *   <li>Of each round a bracket gets (s + 2) η^s trials, not {@code ceil((S + 1) / (s + 1) * η^s)}.
 *       With the paper's numbers all brackets cost alike: of four, three quarters of the epochs go
 *       to those that hedge, and 3.6 trials begin for the price of one that is trained to the end.
 *       So a bracket more gets of the epochs up to first rungs the cheaper it is: of four, 5, 4, 3
 *       and 2 parts.
 *   <li>At a rung a trial is compared with those of all brackets that have come as far, and as many
 *       go on as one in {@code η^k} of the trials that were to come there, of whatever bracket, the
 *       rung being the k-th of the most eager one. A trial that begins at a late rung is no better
 *       than one that begins at an early one, so it is not held to the same part of those beside
 *       it.
 * </ul>
 *
 * <p>The trials of a round are spread over the brackets evenly rather than bracket after bracket,
 * so that a study which ends early has had some of each. Optuna draws a trial's bracket from a hash
 * of the study's name, and counts rungs upwards from r: where R is no power of η times r, its
 * brackets have one rung more than the paper's.
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

  /** One in three goes on, the first rung after a 27th of the epochs: four brackets at most. */
  public static HyperbandPruner of(long maximumEpochs) {
    return new HyperbandPruner(
        3, Math.max(1, maximumEpochs / SuccessiveHalving.MOST_PARTS), maximumEpochs);
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
    int rungs = brackets() - 1 - bracket;
    long size = rungs + 2L;
    for (int i = 0; i < rungs; i++) {
      size *= reduction;
    }
    return size;
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

    /** The number nearest to one that has no divisor in common with another, the lower of two. */
    private static long coprime(long near, long other) {
      for (long distance = 0; distance < near; distance++) {
        for (long number : new long[] {near - distance, near + distance}) {
          BigInteger divisor = BigInteger.valueOf(number).gcd(BigInteger.valueOf(other));
          if (divisor.equals(BigInteger.ONE)) {
            return number;
          }
        }
      }
      return 1;
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
    double epochs = maximumEpochs;
    for (int i = brackets() - 1 - bracket; i > 0; i--) {
      epochs /= reduction;
      rungs.add(0, Math.round(epochs));
    }
    return rungs;
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    return halving().judge(history, trial);
  }

  @Override
  public OptionalInt promote(History history) {
    return halving().promote(history);
  }

  @Override
  public OptionalInt promoteAtEnd(History history) {
    return SuccessiveHalving.promoteAtEnd(history);
  }

  /** A trial of bracket b is the first time judged at rung b of the most eager bracket. */
  private SuccessiveHalving halving() {
    return new SuccessiveHalving(reduction, rungs(0), round()::bracket);
  }
}
