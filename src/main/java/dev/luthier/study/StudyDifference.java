package dev.luthier.study;

import dev.luthier.spec.StudySpec;
import dev.luthier.spec.proto.StudyDef;
import java.util.List;
import java.util.Optional;

/** Tells two studies apart, but for what may change while a study goes on. */
final class StudyDifference {

  private StudyDifference() {}

  /** The first line that differs, if any. */
  static Optional<String> between(StudySpec begun, StudySpec now) {
    List<String> old = lines(begun);
    List<String> wanted = lines(now);
    for (int i = 0; i < Math.max(old.size(), wanted.size()); i++) {
      String was = i < old.size() ? old.get(i).strip() : "(nothing)";
      String is = i < wanted.size() ? wanted.get(i).strip() : "(nothing)";
      if (!was.equals(is)) {
        return Optional.of(
            "it was \""
                + was
                + "\" and is \""
                + is
                + "\"; name another directory, or go on with the same");
      }
    }
    return Optional.empty();
  }

  /** Budget and bounds may change from one call to the next. */
  private static List<String> lines(StudySpec study) {
    StudyDef.Builder definition =
        study.definition().toBuilder()
            .clearBudget()
            .clearRetries()
            .clearMaxConsecutiveFailures()
            .clearKeep()
            .clearWatchdogSeconds();
    return definition.build().toString().lines().toList();
  }
}
