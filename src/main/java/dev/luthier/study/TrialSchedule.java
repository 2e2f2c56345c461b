package dev.luthier.study;

import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.Closing;
import dev.luthier.study.plan.Ending;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialTable;
import java.util.Optional;

/**
 * What a free place does next: first trials that wait (after a crash, or an interruption), then
 * paused ones that the pruner promotes, then new ones. Other processes may take trials of the same
 * store.
 */
final class TrialSchedule {

  private final SearchPlan plan;
  private final TrialLedger ledger;
  private final TrialTable table;
  private final Closing closing;
  private long nothingAt = -1;
  private Optional<Ending> ending = Optional.empty();

  /**
   * A schedule.
   *
   * @param ledger that trials are taken from
   */
  TrialSchedule(SearchPlan plan, TrialLedger ledger) {
    this.plan = plan;
    this.ledger = ledger;
    this.table = ledger.table();
    this.closing = new Closing(plan, number -> table.get(number).foldValues());
  }

  /** The next trial, taken up; empty where there is nothing to do for now. */
  Optional<StoredTrial> next() {
    table.refresh();
    for (StoredTrial waiting : table.in(Trial.State.WAITING)) {
      Optional<StoredTrial> claimed = ledger.claim(waiting.trial().number(), Trial.State.WAITING);
      if (claimed.isPresent()) {
        return claimed;
      }
    }
    // Where there was nothing to do, there is nothing before a trial has changed.
    while (table.revision() != nothingAt) {
      History history = table.history();
      ending = closing.of(history, ledger.seconds());
      Optional<SearchPlan.Step> step = plan.next(history, ending);
      if (step.isEmpty()) {
        nothingAt = table.revision();
        return Optional.empty();
      }
      Optional<StoredTrial> taken = take(step.get());
      if (taken.isPresent()) {
        return taken;
      }
      // Another process was quicker; what it tries changes what is worth trying.
    }
    return Optional.empty();
  }

  private Optional<StoredTrial> take(SearchPlan.Step step) {
    if (step instanceof SearchPlan.Step.GoOn goOn) {
      return ledger.claim(goOn.trial(), Trial.State.PAUSED);
    }
    SearchPlan.Step.Begin begin = (SearchPlan.Step.Begin) step;
    return ledger.create(begin.assignment(), begin.origin());
  }

  /** Whether nothing is left to do, here or in another process. */
  boolean isOver() {
    table.refresh();
    return table.in(Trial.State.RUNNING).isEmpty() && table.in(Trial.State.WAITING).isEmpty();
  }

  /** Why there is nothing left to do, where there is nothing. */
  Ending ending() {
    return ending.orElseGet(
        () -> new Ending(Ending.Reason.TRIALS, "all " + searched() + " trials are run"));
  }

  private int searched() {
    return table.history().withoutRepeats().trials().size();
  }
}
