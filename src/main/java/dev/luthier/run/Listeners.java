package dev.luthier.run;

import dev.luthier.train.Checkpoints;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingState;
import java.util.List;

/** Several listeners as one. */
public final class Listeners {

  private Listeners() {}

  /** Tells all of them, in order. */
  public static TrainingListener all(List<TrainingListener> listeners) {
    return new TrainingListener() {
      @Override
      public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
        listeners.forEach(listener -> listener.onStart(state, epochs, stepsPerEpoch));
      }

      @Override
      public void onInitialWeights(List<String> taken, List<String> anew) {
        listeners.forEach(listener -> listener.onInitialWeights(taken, anew));
      }

      @Override
      public void onSteps(int epoch, int batch, long step) {
        listeners.forEach(listener -> listener.onSteps(epoch, batch, step));
      }

      @Override
      public void onSummary(long step, double meanLoss) {
        listeners.forEach(listener -> listener.onSummary(step, meanLoss));
      }

      @Override
      public void onEpoch(EpochReport report) {
        listeners.forEach(listener -> listener.onEpoch(report));
      }

      @Override
      public void onSave(boolean durable) {
        listeners.forEach(listener -> listener.onSave(durable));
      }

      @Override
      public void onCpuPreferred(String reason) {
        listeners.forEach(listener -> listener.onCpuPreferred(reason));
      }

      @Override
      public void onDamagedCheckpoint(Checkpoints.Damage damage) {
        listeners.forEach(listener -> listener.onDamagedCheckpoint(damage));
      }
    };
  }
}
