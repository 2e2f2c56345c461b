package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places of an executor whose trials run in threads. */
@Timeout(60)
class ThreadExecutorTest {

  /** Longer than it takes to ask in another thread. */
  private static final long SLOW_MILLIS = 100;

  /** What is told, with the number of places that who hears of it finds free. */
  private static final class Ear implements TrialSink {
    private final BlockingQueue<CompletableFuture<String>> heard = new LinkedBlockingQueue<>();
    private TrialExecutor executor;

    @Override
    public void reported(int trial, Report report) {
      heard.add(CompletableFuture.completedFuture("reported"));
    }

    @Override
    public void ended(int trial, TrialResult result) {
      told(result.state().toString());
    }

    @Override
    public void crashed(int trial, String error) {
      told("crashed");
    }

    @Override
    public void blocked(int trial, String error) {
      told("blocked");
    }

    @Override
    public void noticed(int trial, String line) {
      told("noticed");
    }

    private void told(String what) {
      heard.add(CompletableFuture.supplyAsync(() -> what + ", free " + executor.freePlaces()));
      try {
        Thread.sleep(SLOW_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    String next() throws Exception {
      CompletableFuture<String> next = heard.poll(30, TimeUnit.SECONDS);
      assertTrue(next != null, "nothing is told");
      return next.get(30, TimeUnit.SECONDS);
    }
  }

  private static TrialRequest request(int number) {
    return new TrialRequest(number, new Assignment(Map.of()), 1, true, 0, Optional.empty());
  }

  private static double[] slow(RunningTrial trial) throws InterruptedException {
    if (trial.report(1, 5)) {
      Thread.sleep(30_000);
    }
    return new double[] {1};
  }

  private static Ear ear(SeveralObjectives objectives) {
    Ear ear = new Ear();
    ear.executor = new ThreadExecutor(objectives, 1, 1);
    return ear;
  }

  @Test
  void whoHearsOfAnEndFindsThePlaceFree() throws Exception {
    Ear ear = ear(trial -> new double[] {1});
    ear.executor.start(request(0), ear);
    assertEquals("COMPLETE, free 1", ear.next());
    ear.executor.close();
  }

  @Test
  void whoHearsOfAPauseFindsThePlaceFreeAndAPromotionTakesIt() throws Exception {
    Ear ear = ear(trial -> new double[] {trial.report(1, 5) ? 1 : 2});
    ear.executor.start(request(0), ear);
    assertEquals("reported", ear.next());
    ear.executor.answer(0, Pruner.Verdict.PAUSE);
    assertEquals("PAUSED, free 1", ear.next());

    ear.executor.start(request(0), ear);
    assertEquals("COMPLETE, free 1", ear.next());
    ear.executor.close();
  }

  @Test
  void aPromotedTrialThatIsGivenUpAtOnceLeavesItsPlace() throws Exception {
    for (int i = 0; i < 10; i++) {
      Ear ear = ear(ThreadExecutorTest::slow);
      ear.executor.start(request(0), ear);
      assertEquals("reported", ear.next());
      ear.executor.answer(0, Pruner.Verdict.PAUSE);
      assertEquals("PAUSED, free 1", ear.next());

      ear.executor.start(request(0), ear);
      ear.executor.abandon(0);
      assertEquals("crashed, free 1", ear.next());
      ear.executor.close();
    }
  }
}
