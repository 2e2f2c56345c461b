package dev.luthier.search;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * When a study ends: with the first of these that is reached.
 *
 * @param trials in all; empty for as many as the sampler proposes, which only a grid ends
 * @param seconds of wall clock, of this and all earlier runs of the study
 * @param targetValue an objective's value that is good enough
 * @param trialSeconds after which a trial fails; no end of the study
 * @param terminator ends the study once hardly anything is to be gained
 * @param repeats trains the best trials again when the search is over; these trials do not count in
 *     the budget
 */
public record Budget(
    OptionalInt trials,
    OptionalDouble seconds,
    OptionalDouble targetValue,
    OptionalDouble trialSeconds,
    Optional<Terminator> terminator,
    Optional<Repeats> repeats) {

  public Budget {
    trials.ifPresent(
        count -> {
          if (count <= 0) {
            throw new IllegalArgumentException(
                "trials must be positive, was " + count + "; write a number such as 50");
          }
        });
    requirePositive("seconds", seconds);
    requirePositive("trial_seconds", trialSeconds);
    targetValue.ifPresent(
        value -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                "target_value must be a finite number, was " + value + "; write one such as 0.98");
          }
        });
  }

  /** So many trials, and no other limit. */
  public static Budget ofTrials(int trials) {
    return new Budget(
        OptionalInt.of(trials),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with so many trials in all. */
  public Budget withTrials(int newTrials) {
    return new Budget(
        OptionalInt.of(newTrials), seconds, targetValue, trialSeconds, terminator, repeats);
  }

  /** The same that ends of itself, too. */
  public Budget withTerminator(Terminator newTerminator) {
    return new Budget(
        trials, seconds, targetValue, trialSeconds, Optional.of(newTerminator), repeats);
  }

  /** The same that trains the best trials again at the end. */
  public Budget withRepeats(Repeats newRepeats) {
    return new Budget(
        trials, seconds, targetValue, trialSeconds, terminator, Optional.of(newRepeats));
  }

  private static void requirePositive(String name, OptionalDouble seconds) {
    seconds.ifPresent(
        value -> {
          if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                name + " must be positive, was " + value + "; write one such as 3600");
          }
        });
  }
}
