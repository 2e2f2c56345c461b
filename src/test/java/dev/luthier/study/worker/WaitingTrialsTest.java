package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.device.DeviceChoice;
import dev.luthier.search.Report;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Trials and two slots, whose workers have not started yet. */
class WaitingTrialsTest {

  private static final DeviceSlot SMALL = new DeviceSlot(DeviceChoice.parse("cpu:0"), 1, 1000);
  private static final DeviceSlot LARGE = new DeviceSlot(DeviceChoice.parse("cpu:1"), 1, 2000);

  /** Slots that tell nothing. */
  private static final class Silence implements WorkerSlot.Surroundings {
    @Override
    public void changed() {}

    @Override
    public void again(WorkerSlot.Errand errand) {}

    @Override
    public void failed(String problem) {}

    @Override
    public void outgrown(WorkerSlot slot, WorkerSlot.Running trial, EndReport end) {}

    @Override
    public void ended(WorkerSlot slot, EndReport end) {}
  }

  private final List<String> told = new ArrayList<>();
  private final WorkerSlots slots = new WorkerSlots(List.of(slot(LARGE), slot(SMALL)));
  private final WaitingTrials trials = new WaitingTrials(slots);

  private WorkerSlot slot(DeviceSlot place) {
    return new WorkerSlot(
        this,
        new WorkerSlot.Settings("Worker", Duration.ZERO, PrepareOrder.getDefaultInstance()),
        place,
        Path.of("worker.log"),
        new Silence());
  }

  private WorkerSlot.Running trial(int number) {
    return new WorkerSlot.Running(
        number,
        TrainOrder.newBuilder().setTrial(number).build(),
        new TrialSink() {
          @Override
          public void reported(int trial, Report report) {
            told.add(trial + " reported");
          }

          @Override
          public void ended(int trial, TrialResult result) {
            told.add(trial + " " + result.state() + result.error().map(": "::concat).orElse(""));
          }

          @Override
          public void crashed(int trial, String error) {
            told.add(trial + " crashed: " + error);
          }

          @Override
          public void blocked(int trial, String error) {
            told.add(trial + " blocked: " + error);
          }

          @Override
          public void noticed(int trial, String line) {
            told.add(trial + " " + line);
          }
        });
  }

  private Optional<DeviceSlot> placeOf(int trial) {
    return slots.of(trial).map(WorkerSlot::place);
  }

  @Test
  void trialsTakeTheSmallerSlotFirstAndWaitWhereThereIsNone() {
    for (int number = 0; number < 4; number++) {
      assertFalse(trials.isFull(), "before trial " + number);
      trials.start(trial(number));
    }
    assertEquals(Optional.of(SMALL), placeOf(0));
    assertEquals(Optional.of(LARGE), placeOf(1));
    assertFalse(trials.contains(1));
    assertTrue(trials.contains(2));
    assertTrue(trials.contains(3));
    assertTrue(trials.isFull());
    assertEquals(List.of(), told);
  }

  @Test
  void whatIsExpectedToNeedMoreGoesOnInTheLargerSlot() {
    trials.ended(
        LARGE,
        EndReport.newBuilder()
            .setTrial(0)
            .setState(EndReport.State.PAUSED)
            .setEstimatedBytes(1500)
            .build());
    trials.start(trial(0));
    assertEquals(Optional.of(LARGE), placeOf(0));
  }

  @Test
  void whatHasOutgrownTheLargestSlotIsInfeasible() {
    EndReport end =
        EndReport.newBuilder()
            .setState(EndReport.State.OUT_OF_MEMORY)
            .setError("out of memory")
            .build();
    trials.outgrown(SMALL, trial(0), end);
    assertTrue(trials.contains(0));
    trials.outgrown(LARGE, trial(1), end);
    assertFalse(trials.contains(1));
    assertEquals(
        List.of(
            "0 waits for a larger slot than cpu:0: out of memory",
            "1 INFEASIBLE: out of memory; on cpu:1, and there is no larger slot"),
        told);
  }

  @Test
  void whatWaitsCanBeEndedOrPaused() {
    for (int number = 0; number < 4; number++) {
      trials.start(trial(number));
    }
    trials.abandon(0);
    trials.abandon(2);
    assertEquals(List.of("2 crashed: was ended while it waited for a larger slot"), told);
    trials.pauseAll();
    assertEquals("3 PAUSED", told.get(1));
    assertEquals(2, told.size());
    assertFalse(trials.contains(3));
  }
}
