package dev.luthier.study.store;

import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.trial.TrialResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A process that creates trials until it is killed, and says what is stored once it is. */
final class EndlessWriter {

  private EndlessWriter() {}

  public static void main(String[] arguments) {
    TrialStore store = TrialStores.open(StoreLocation.of(arguments[0]), arguments[1]);
    Owner owner = store.join("host", ProcessHandle.current().pid(), "now");
    for (int number = store.changedSince(0).size(); ; number++) {
      StoredTrial created =
          store.create(owner, number, TrialLifeContract.assignment()).orElseThrow();
      System.out.println(created.trial().number() + " created");
      store.report(owner, number, new Report(1, 0.5));
      System.out.println(number + " reported");
      store.end(
          owner,
          number,
          new TrialResult(
              Trial.State.COMPLETE,
              OptionalDouble.of(0.5),
              List.of(0.4, 0.6),
              Map.of("loss", 0.1),
              Optional.empty(),
              1));
      System.out.println(number + " ended");
    }
  }
}
