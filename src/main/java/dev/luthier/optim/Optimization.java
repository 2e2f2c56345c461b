package dev.luthier.optim;

import java.util.Optional;

/**
 * An optimizer with its learning rate schedule and gradient clipping.
 *
 * @param optimizer how a step changes the weights
 * @param schedule what becomes of the learning rate; constant with {@link Ftrl}, and constant, with
 *     or without a warm-up, where there is a plateau
 * @param clipping of the gradients
 * @param plateau reduction of the learning rate at the end of epochs without improvement
 */
public record Optimization(
    Optimizer optimizer,
    Schedule schedule,
    Optional<Clipping> clipping,
    Optional<ReduceOnPlateau> plateau) {

  public Optimization {
    boolean constant = schedule instanceof Schedule.Constant;
    if (optimizer instanceof Ftrl && (!constant || plateau.isPresent())) {
      throw new IllegalArgumentException(
          "schedule must be left out with ftrl, was "
              + plateau.<Object>map(rule -> rule).orElse(schedule)
              + "; ftrl scales the weights with the learning rate, so remove the schedule or choose"
              + " another optimizer");
    }
    if (optimizer instanceof Lbfgs && (!constant || plateau.isPresent() || clipping.isPresent())) {
      throw new IllegalArgumentException(
          (clipping.isPresent() ? "clipping" : "schedule")
              + " must be left out with lbfgs, whose line search sets the length of steps, was "
              + clipping
                  .<Object>map(limit -> limit)
                  .orElseGet(() -> plateau.<Object>map(rule -> rule).orElse(schedule))
              + "; remove it or choose another optimizer");
    }
    Schedule afterWarmUp = schedule instanceof WarmUp warmUp ? warmUp.schedule() : schedule;
    if (plateau.isPresent() && !(afterWarmUp instanceof Schedule.Constant)) {
      throw new IllegalArgumentException(
          "reduce_on_plateau must be the only schedule, was given with "
              + afterWarmUp
              + "; remove one of the two");
    }
  }

  /** A constant learning rate, and gradients as they are. */
  public static Optimization of(Optimizer optimizer) {
    return new Optimization(optimizer, new Schedule.Constant(), Optional.empty(), Optional.empty());
  }

  public Optimization withSchedule(Schedule newSchedule) {
    return new Optimization(optimizer, newSchedule, clipping, plateau);
  }

  public Optimization withClipping(Clipping newClipping) {
    return new Optimization(optimizer, schedule, Optional.of(newClipping), plateau);
  }

  public Optimization withPlateau(ReduceOnPlateau newPlateau) {
    return new Optimization(optimizer, schedule, clipping, Optional.of(newPlateau));
  }
}
