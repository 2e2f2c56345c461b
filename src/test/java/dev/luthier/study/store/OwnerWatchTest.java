package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnerWatchTest {

  private static final Owner SELF = new Owner(1, "here", 10, "boot container 500", 0);
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final Map<Long, String> processes = new HashMap<>(Map.of(10L, SELF.started()));
  private long nanos = Long.MAX_VALUE - 1_000;
  private final OwnerWatch watch =
      new OwnerWatch(SELF, LEASE, id -> Optional.ofNullable(processes.get(id)), () -> nanos);

  private List<Long> dead(Owner... owners) {
    List<Owner> all = new ArrayList<>(List.of(SELF));
    all.addAll(List.of(owners));
    return watch.dead(all).stream().map(Owner::id).toList();
  }

  private void pass(int seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void aProcessThatIsThereIsAlive() {
    processes.put(20L, "boot container 900");
    assertEquals(List.of(), dead(new Owner(2, "here", 20, "boot container 900", 0)));
  }

  @Test
  void aProcessThatIsThereNoMoreIsDeadAtOnce() {
    assertEquals(List.of(2L), dead(new Owner(2, "here", 20, "boot container 900", 0)));
  }

  @Test
  void anotherProcessWithItsIdDoesNotKeepItAlive() {
    processes.put(20L, "boot container 901");
    assertEquals(List.of(2L), dead(new Owner(2, "here", 20, "boot container 900", 0)));
  }

  @Test
  void whatCannotBeSeenFromHereIsGivenItsLease() {
    assertEquals(
        List.of(),
        dead(
            new Owner(2, "there", 20, "boot container 900", 0),
            new Owner(3, "here", 20, "boot before container 900", 0),
            new Owner(4, "here", 20, "boot neighbour 900", 0)));
  }

  @Test
  void whatTheMachineDoesNotTellIsLeftToTheLease() {
    OwnerWatch blind =
        new OwnerWatch(
            SELF,
            LEASE,
            id -> {
              throw new UncheckedIOException(new IOException("too many open files"));
            },
            () -> nanos);
    assertEquals(List.of(), blind.dead(List.of(new Owner(2, "here", 20, "boot container 900", 0))));
  }

  @Test
  void silenceForALeaseIsDeath() {
    Owner owner = new Owner(2, "there", 20, "x", 7);
    for (int i = 0; i < 6; i++) {
      assertEquals(List.of(), dead(owner), "after " + i * 10 + " seconds");
      pass(10);
    }
    assertEquals(List.of(2L), dead(owner));
  }

  @Test
  void aBeatStartsTheLeaseAgain() {
    for (int beat = 0; beat < 50; beat++) {
      assertEquals(List.of(), dead(new Owner(2, "there", 20, "x", beat)));
      pass(15);
    }
  }

  @Test
  void beatsMayCountDownAsLongAsTheyChange() {
    // Such as after a backup of the database was restored.
    for (int beat = 50; beat > 0; beat--) {
      assertEquals(List.of(), dead(new Owner(2, "there", 20, "x", beat)));
      pass(15);
    }
  }

  @Test
  void timeInWhichNobodyLookedProvesLittle() {
    Owner owner = new Owner(2, "there", 20, "x", 7);
    assertEquals(List.of(), dead(owner));
    pass(100_000);
    assertEquals(List.of(), dead(owner));
    pass(15);
    assertEquals(List.of(), dead(owner));
    pass(15);
    assertEquals(List.of(), dead(owner));
    pass(15);
    assertEquals(List.of(2L), dead(owner));
  }

  @Test
  void aProcessNeverThinksItselfDead() {
    processes.clear();
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), dead());
      pass(15);
    }
  }

  @Test
  void anOwnerThatComesBackStartsAnew() {
    Owner owner = new Owner(2, "there", 20, "x", 7);
    dead(owner);
    pass(15);
    dead(owner);
    pass(15);
    dead();
    for (int i = 0; i < 4; i++) {
      assertEquals(List.of(), dead(owner));
      pass(15);
    }
    assertEquals(List.of(2L), dead(owner));
  }

  @Test
  void marksRealProcesses() throws IOException, InterruptedException {
    String own = ProcessStart.of(ProcessHandle.current().pid()).orElseThrow();
    assertEquals(Optional.of(own), ProcessStart.of(ProcessHandle.current().pid()));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Sleeper.class.getName())
            .start();
    try {
      String mark = ProcessStart.of(child.pid()).orElseThrow();
      assertEquals(ProcessStart.machine(own), ProcessStart.machine(mark));
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertEquals(Optional.empty(), ProcessStart.of(child.pid()));
  }

  /** Waits until it is killed. */
  static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread.sleep(60_000);
    }
  }
}
