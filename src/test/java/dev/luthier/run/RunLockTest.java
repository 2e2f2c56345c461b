package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One training at a time in a run's directory. */
class RunLockTest {

  private static final TrainingListener NOBODY = new TrainingListener() {};

  @TempDir private Path directory;

  private RunRecord train(boolean resume, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.read(
                    Path.of("graphs", "iris_logistic.textproto"), List.of("training.epochs=2"))
                .spec(),
            DataDescription.of("iris"),
            directory,
            directory.resolve("run"),
            3,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            resume,
            TrainingRequest.Outputs.ALL);
    return new TrainingRun(request, InstantSource.system(), System::nanoTime).train(listener, stop);
  }

  /** What a second training says that is begun during the first one. */
  private String refusal(boolean resume) {
    return assertThrows(RunException.class, () -> train(resume, NOBODY, () -> false)).getMessage();
  }

  @Test
  void aSecondTrainingIsRefusedAndDisturbsNothing() throws IOException {
    String[] refusals = new String[2];
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
            refusals[0] = refusal(true);
            refusals[1] = refusal(false);
          }
        };
    RunRecord stopped = train(false, second, () -> refusals[1] != null);
    assertEquals(RunRecord.State.INTERRUPTED, stopped.state());
    assertTrue(refusals[0].contains("is being trained by another command"), refusals[0]);
    assertTrue(refusals[1].contains("is a run already"), refusals[1]);
    refusals[1] = null;
    assertEquals(RunRecord.State.COMPLETE, train(true, second, () -> false).state());
    assertTrue(refusals[0].contains("is being trained by another command"), refusals[0]);
  }

  @Test
  void oneThatBeginsMeanwhileComesFirst() throws IOException {
    Path root = Files.createDirectories(directory.resolve("run"));
    RunDirectory run = new RunDirectory(root);
    try (RunLock first = new RunLock(run)) {
      first.take();
      assertTrue(refusal(false).contains("is being trained by another command"));
      first.take();
    }
    assertTrue(run.isFree());
    assertEquals(RunRecord.State.COMPLETE, train(false, NOBODY, () -> false).state());
  }

  @Test
  void anEndByForceFreesTheDirectory() throws Exception {
    Path root = Files.createDirectories(directory.resolve("run"));
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .start();
    try (RunLock other = new RunLock(new RunDirectory(root))) {
      assertEquals('!', holder.getInputStream().read());
      assertThrows(RunException.class, other::take);
      holder.destroyForcibly().waitFor();
      other.take();
    } finally {
      holder.destroyForcibly();
    }
  }

  /** A process that takes the lock, says so, and waits for its end. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      RunLock lock = new RunLock(new RunDirectory(Path.of(arguments[0])));
      lock.take();
      System.out.print('!');
      System.out.flush();
      Thread.sleep(60_000);
      lock.close();
    }
  }
}
