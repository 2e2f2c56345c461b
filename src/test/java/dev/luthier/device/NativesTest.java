package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativesTest {

  private static final Natives BY_DRIVER =
      NvidiaDriver.find().isPresent() ? Natives.GPU : Natives.CPU;

  @Test
  void theWishDecidesWhereThereIsAChoice() {
    assertEquals(Natives.GPU, Natives.choose(Optional.of("1"), true, true, true));
    assertEquals(Natives.GPU, Natives.choose(Optional.of("1"), true, true, false));
    assertEquals(Natives.CPU, Natives.choose(Optional.of("0"), true, true, true));
    assertEquals(Natives.CPU, Natives.choose(Optional.of("1"), true, false, true));
    assertEquals(Natives.GPU, Natives.choose(Optional.of("0"), false, true, true));
  }

  @Test
  void withoutAWishTheDriverDoes() {
    assertEquals(BY_DRIVER, Natives.choose(Optional.empty(), true, true, true));
    assertEquals(Natives.CPU, Natives.choose(Optional.empty(), true, true, false));
    assertEquals(Natives.GPU, Natives.choose(Optional.empty(), false, true, false));
    assertEquals(Natives.CPU, Natives.choose(Optional.empty(), true, false, true));
  }

  @Test
  void anotherWishIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Natives.choose(Optional.of("yes"), true, true, true));
    assertTrue(refused.getMessage().startsWith("LUTHIER_GPU must be 0 or 1, was 'yes'"));
  }
}
