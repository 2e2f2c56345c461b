package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.device.DeviceChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {

  private static final DeviceSlot SMALL = slot("gpu:0", 100);
  private static final DeviceSlot LARGE = slot("gpu:1", 1000);
  private static final DeviceSlot CPU = slot("cpu", 5000);
  private static final List<DeviceSlot> ALL = List.of(CPU, LARGE, SMALL);

  private final Placement placement = new Placement();

  private static DeviceSlot slot(String device, long bytes) {
    return new DeviceSlot(DeviceChoice.parse(device), 1, bytes);
  }

  private List<DeviceSlot> possible(int trial, List<DeviceSlot> slots) {
    return slots.stream()
        .filter(slot -> placement.fits(trial, slot, slots))
        .sorted(Placement.ORDER)
        .toList();
  }

  @Test
  void gpusComeFirstAndTheSmallBeforeTheLarge() {
    assertEquals(List.of(SMALL, LARGE, CPU), possible(0, ALL));
  }

  @Test
  void whatHasRunOutOfMemoryGetsLargerSlotsOnly() {
    placement.outgrown(0, SMALL, 50);
    assertEquals(List.of(LARGE, CPU), possible(0, ALL));
    placement.outgrown(0, LARGE, 50);
    assertEquals(List.of(CPU), possible(0, ALL));
    assertFalse(placement.isPossible(0, List.of(SMALL, LARGE)));
    assertEquals(List.of(SMALL, LARGE, CPU), possible(1, ALL));
  }

  @Test
  void withoutAnyKnowledgeOfTheMemoryNoSlotIsLarger() {
    List<DeviceSlot> slots = List.of(slot("gpu:0", 0), slot("gpu:1", 0));
    assertEquals(Long.MAX_VALUE, placement.largestEstimate(slots.get(0), slots));
    placement.outgrown(0, slots.get(0), 50);
    assertFalse(placement.isPossible(0, slots));
  }

  @Test
  void theLargestSlotTriesWhatIsExpectedNotToFit() {
    placement.expected(0, 6000);
    assertEquals(List.of(CPU), possible(0, ALL));
    assertEquals(List.of(LARGE), possible(0, List.of(SMALL, LARGE)));
    assertEquals(List.of(SMALL), possible(0, List.of(SMALL)));
  }

  @Test
  void expectationsAreLearnedFromWhatWasMeasuredOnGpus() {
    assertEquals(100, placement.largestEstimate(SMALL, ALL));
    placement.measured(CPU, 10, 90);
    assertEquals(100, placement.largestEstimate(SMALL, ALL));
    placement.measured(SMALL, 10, 50);
    assertEquals(60, placement.largestEstimate(SMALL, ALL));
    placement.measured(SMALL, 20, 80);
    // Peaks are 3 times the estimate and 20.
    assertEquals(26, placement.largestEstimate(SMALL, ALL));
    assertEquals(326, placement.largestEstimate(LARGE, ALL));
  }

  @Test
  void noMeasuredTrainingLiesAboveTheModel() {
    MemoryModel model = new MemoryModel();
    model.add(10, 40);
    model.add(20, 30);
    model.add(30, 90);
    assertTrue(model.largestEstimate(90) <= 30);
    assertTrue(model.largestEstimate(39) < 10);
  }
}
