package dev.luthier.search.evolution;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The members of a population as a history has them.
 *
 * <p>A member <em>stands</em> at the epochs that its last trial has come to, or, where that has
 * failed, at those from which it began, but not before the end of a first segment. Its results are
 * compared with those of others at these epochs.
 *
 * @param goal of the objective
 * @param interval epochs of a segment
 * @param epochs after which a member is done
 * @param members trials of each member, by number
 */
record Population(Goal goal, int interval, int epochs, List<List<Trial>> members) {

  /** The population of a history; trials without a segment are none of its. */
  static Population of(History history, int size, int interval, int epochs) {
    List<List<Trial>> members = new ArrayList<>();
    for (int member = 0; member < size; member++) {
      members.add(new ArrayList<>());
    }
    for (Trial trial : history.trials()) {
      trial
          .segment()
          .filter(segment -> segment.member() < size)
          .ifPresent(segment -> members.get(segment.member()).add(trial));
    }
    return new Population(history.goal(), interval, epochs, members);
  }

  /** The first member that has not begun. */
  OptionalInt unborn() {
    return IntStream.range(0, members.size())
        .filter(member -> members.get(member).isEmpty())
        .findFirst();
  }

  /** The member to go on with: of those whose last trial is over, one that stands furthest back. */
  OptionalInt ready() {
    return IntStream.range(0, members.size())
        .filter(
            member ->
                !members.get(member).isEmpty()
                    && last(member).state().isFinished()
                    && !isDone(member))
        .boxed()
        .min(Comparator.comparingInt(this::standing))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  boolean hasFailed(int member) {
    return !isComplete(last(member));
  }

  /** The members' results at the epochs where one stands, from the best. */
  List<Trial> ranked(int member) {
    int standing = standing(member);
    return IntStream.range(0, members.size())
        .mapToObj(other -> result(other, standing))
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingDouble(trial -> goal.loss(trial.value().orElseThrow())))
        .toList();
  }

  /** A member's last complete trial that has come no further than some epochs. */
  private Optional<Trial> result(int member, int standing) {
    return members.get(member).stream()
        .filter(trial -> isComplete(trial) && end(trial) <= standing)
        .reduce((earlier, later) -> later);
  }

  /** The next segment of a member, from where a trial has come to. */
  Segment after(Trial parent, int member) {
    return new Segment(
        member,
        OptionalInt.of(parent.number()),
        end(parent),
        Math.min(epochs, end(parent) + interval));
  }

  /** A segment of a member that begins anew. */
  Segment anew(int member) {
    return Segment.anew(member, Math.min(epochs, interval));
  }

  /**
   * Numbers of the trials that others may still descend from: of each member the result at the
   * epochs of the one that is furthest back, and all later ones, as no member ever stands further
   * back; and the parents of trials that are not over.
   */
  Set<Integer> needed() {
    Set<Integer> needed = new HashSet<>();
    OptionalInt back =
        IntStream.range(0, members.size())
            .filter(member -> members.get(member).isEmpty() || !isDone(member))
            .map(this::base)
            .min();
    for (List<Trial> trials : members) {
      List<Trial> complete = trials.stream().filter(Population::isComplete).toList();
      for (int i = 0; i < complete.size() && back.isPresent(); i++) {
        boolean isBehind =
            complete.stream().skip(i + 1L).anyMatch(later -> end(later) <= back.getAsInt());
        if (!isBehind) {
          needed.add(complete.get(i).number());
        }
      }
      trials.stream()
          .filter(trial -> !trial.state().isFinished())
          .flatMap(trial -> trial.segment().stream())
          .flatMapToInt(segment -> segment.parent().stream())
          .forEach(needed::add);
    }
    return needed;
  }

  /** Epochs that a member's next or present segment begins with. */
  private int base(int member) {
    if (members.get(member).isEmpty()) {
      return 0;
    }
    Trial last = last(member);
    return isComplete(last) ? end(last) : last.segment().orElseThrow().start();
  }

  private int standing(int member) {
    return Math.max(base(member), Math.min(epochs, interval));
  }

  private boolean isDone(int member) {
    return isComplete(last(member)) && end(last(member)) >= epochs;
  }

  private Trial last(int member) {
    List<Trial> trials = members.get(member);
    return trials.get(trials.size() - 1);
  }

  private static boolean isComplete(Trial trial) {
    return trial.state() == Trial.State.COMPLETE;
  }

  private static int end(Trial trial) {
    return trial.segment().orElseThrow().end();
  }
}
