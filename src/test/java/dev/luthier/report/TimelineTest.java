package dev.luthier.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.Assignment;
import dev.luthier.search.Trial;
import dev.luthier.study.directory.WorkLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static Timeline.Work work(
      int trial, Trial.State state, String device, long process, long begin, Long end) {
    return new Timeline.Work(
        new Trial(trial, Assignment.empty(), state, List.of(), OptionalDouble.empty()),
        new WorkLog.Span(
            device,
            process,
            Instant.ofEpochMilli(begin),
            Optional.ofNullable(end).map(Instant::ofEpochMilli)));
  }

  @Test
  void workersSideBySideHaveLanesAndSuccessorsShareThem() {
    Timeline timeline =
        Timeline.of(
            List.of(
                work(3, Trial.State.RUNNING, "cpu", 12, 240, null),
                work(0, Trial.State.COMPLETE, "cpu", 10, 0, 100L),
                work(1, Trial.State.COMPLETE, "cpu", 11, 10, 90L),
                // Of a worker that was ended; another process goes on in its lane.
                work(2, Trial.State.COMPLETE, "cpu", 10, 120, null),
                work(2, Trial.State.COMPLETE, "cpu", 13, 200, 250L),
                work(4, Trial.State.PRUNED, "gpu:0", 14, 5, 60L)),
            Instant.ofEpochMilli(1000));
    assertEquals(List.of("cpu, worker 1", "gpu:0", "cpu, worker 2"), timeline.lanes());
    assertEquals(
        List.of(
            new Timeline.Bar(0, 0, 0, 100, true),
            new Timeline.Bar(1, 4, 5, 60, true),
            new Timeline.Bar(2, 1, 10, 90, true),
            new Timeline.Bar(0, 2, 120, 120, false),
            new Timeline.Bar(0, 2, 200, 250, true),
            new Timeline.Bar(2, 3, 240, 1000, true)),
        timeline.bars().stream().toList());
  }
}
