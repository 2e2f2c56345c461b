package dev.luthier.cli;

import dev.luthier.device.Device;
import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Devices;
import dev.luthier.device.Natives;
import dev.luthier.device.NvidiaDriver;
import dev.luthier.graph.Figures;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;

/** A bar over all steps of a training; without a terminal one line an epoch. */
final class TrainingProgress implements TrainingListener, AutoCloseable {

  private final Output output;
  private final Terminal terminal;
  private final DeviceChoice device;
  private int epochs;
  private boolean isCpuPreferred;
  private Optional<ProgressBar> bar = Optional.empty();

  TrainingProgress(Output output, Terminal terminal, DeviceChoice device) {
    this.output = output;
    this.terminal = terminal;
    this.device = device;
  }

  @Override
  public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
    this.epochs = epochs;
    if (device instanceof DeviceChoice.Auto && !isCpuPreferred) {
      MissingGpu.notice(
              () -> Devices.list(device).stream().anyMatch(d -> d.kind() == Device.Kind.GPU))
          .ifPresent(output::say);
    }
    if (state.finished(epochs)) {
      output.say("nothing is left to do: the training is over");
    } else if (state.step() > 0) {
      output.say("going on in epoch " + state.epoch() + " after " + state.step() + " steps");
    }
    bar = terminal.bar("training", state.step(), (long) epochs * stepsPerEpoch);
  }

  @Override
  public void onCpuPreferred(String reason) {
    // Without a driver there is more to say than that the GPU is left alone.
    isCpuPreferred = Natives.choose() == Natives.GPU && NvidiaDriver.find().isPresent();
    if (isCpuPreferred) {
      output.say(AutoDevices.notice(reason));
    }
  }

  @Override
  public void onInitialWeights(List<String> taken, List<String> anew) {
    output.say(
        "begins with "
            + taken.size()
            + " of the other run's weights and states"
            + (anew.isEmpty() ? "" : "; anew: " + String.join(", ", anew)));
  }

  @Override
  public void onDamagedCheckpoint(Checkpoints.Damage damage) {
    output.say(
        damage.checkpoint()
            + " is damaged and passed over, going on from one before it: "
            + damage.problem());
  }

  @Override
  public void onSteps(int epoch, int batch, long step) {
    bar.ifPresent(b -> b.stepTo(step));
  }

  @Override
  public void onEpoch(EpochReport report) {
    String epoch = "epoch " + report.epoch() + "/" + epochs + "  ";
    if (bar.isPresent()) {
      // There is not much room behind a bar.
      Figures watched = report.validation().orElse(report.training());
      bar.get()
          .setExtraMessage(
              epoch
                  + (report.validation().isPresent() ? "validation " : "")
                  + "loss "
                  + TextTable.figure(watched.loss()));
    } else {
      output.say(
          epoch
              + text("", report.training())
              + report.validation().map(v -> "  " + text("validation/", v)).orElse(""));
    }
  }

  /** Loss and metrics, but not those of single classes. */
  private static String text(String prefix, Figures figures) {
    return prefix
        + "loss "
        + TextTable.figure(figures.loss())
        + figures.metrics().entrySet().stream()
            .filter(metric -> metric.getKey().indexOf('/') < 0)
            .map(
                metric ->
                    "  " + prefix + metric.getKey() + " " + TextTable.figure(metric.getValue()))
            .collect(Collectors.joining());
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
