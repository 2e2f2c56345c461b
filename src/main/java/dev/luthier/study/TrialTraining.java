package dev.luthier.study;

import dev.luthier.data.DataDescription;
import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.graph.DeviceChoice;
import dev.luthier.graph.InsufficientMemoryException;
import dev.luthier.graph.SessionPool;
import dev.luthier.run.Binding;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EarlyStopping;
import dev.luthier.train.EpochReport;
import dev.luthier.train.NonFiniteLossException;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** Carries out one order to train: a run, or one run a fold. */
final class TrialTraining {

  private static final String VALIDATION = "validation/";

  private final TrainOrder order;
  private final WarmData data;
  private final Path dataDirectory;
  private final DeviceChoice device;
  private final OptionalInt threads;
  private final SessionPool sessions;

  TrialTraining(
      TrainOrder order,
      WarmData data,
      Path dataDirectory,
      DeviceChoice device,
      OptionalInt threads,
      SessionPool sessions) {
    this.order = order;
    this.data = data;
    this.dataDirectory = dataDirectory;
    this.device = device;
    this.threads = threads;
    this.sessions = sessions;
  }

  /**
   * Trains, or goes on from the run's checkpoint.
   *
   * @param onEpoch is told the metric after each epoch; not with folds
   * @param stop asked between steps
   */
  EndReport train(Consumer<EpochReport> onEpoch, BooleanSupplier stop) {
    EndReport.Builder end = EndReport.newBuilder().setTrial(order.getTrial());
    try {
      train(onEpoch, stop, end);
    } catch (OutOfMemoryError | InsufficientMemoryException | TFResourceExhaustedException e) {
      end.setState(EndReport.State.INFEASIBLE).setError("out of memory: " + line(e));
    } catch (NonFiniteLossException | IllegalArgumentException e) {
      // Diverged, or a model that cannot be: sizes that do not fit, numbers out of bounds.
      end.setState(EndReport.State.INFEASIBLE).setError(line(e));
    } catch (IOException | RuntimeException e) {
      end.setState(EndReport.State.FAILED).setError(line(e));
    }
    return end.build();
  }

  private void train(Consumer<EpochReport> onEpoch, BooleanSupplier stop, EndReport.Builder end)
      throws IOException {
    ModelSpec model = ModelSpec.of(order.getModel());
    DataDescription description = DataMapping.fromProto(order.getData(), Path.of(""));
    Dataset dataset = data.read(description, Binding.targetKind(model));
    Path directory = Path.of(order.getDirectory());
    List<RunRecord> records = new ArrayList<>();
    if (!order.hasFolds()) {
      Split split =
          order.getRefit()
              ? WarmData.everything(dataset)
              : description.split(dataset, model.training().validationFraction(), order.getSeed());
      records.add(run(model, description, dataset, split, directory, onEpoch, stop));
      if (isComplete(records) && !order.getRefit()) {
        end.setValue(value(model, records.get(0), directory));
      }
    } else {
      List<Split> folds = WarmData.folds(order.getFolds(), dataset);
      for (int i = 0; i < folds.size() && isComplete(records); i++) {
        Path fold = directory.resolve("fold-" + i);
        records.add(run(model, description, dataset, folds.get(i), fold, epoch -> {}, stop));
        if (isComplete(records)) {
          end.addFoldValue(value(model, records.get(i), fold));
        }
      }
      end.setValue(end.getFoldValueList().stream().mapToDouble(v -> v).average().orElse(0));
    }
    end.setState(isComplete(records) ? EndReport.State.COMPLETE : EndReport.State.PAUSED)
        .setSeconds(records.stream().mapToDouble(RunRecord::seconds).sum())
        .setSteps(records.stream().mapToLong(RunRecord::steps).sum())
        .putAllFigure(means(records));
    if (isComplete(records) && !order.getRefit() && !Double.isFinite(end.getValue())) {
      end.setState(EndReport.State.INFEASIBLE)
          .setError(order.getMetric() + " is no finite number, but " + end.getValue());
    }
  }

  private RunRecord run(
      ModelSpec model,
      DataDescription description,
      Dataset dataset,
      Split split,
      Path directory,
      Consumer<EpochReport> onEpoch,
      BooleanSupplier stop)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            model,
            description,
            dataDirectory,
            directory,
            order.getSeed(),
            device,
            threads,
            new RunDirectory(directory).exists(),
            TrainingRequest.Outputs.FIGURES);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            onEpoch.accept(report);
          }
        };
    return new TrainingRun(request, InstantSource.system(), System::nanoTime, sessions)
        .train(dataset, split, listener, stop);
  }

  /** The metric with the weights that are the run's result. */
  private double value(ModelSpec model, RunRecord record, Path directory) throws IOException {
    String metric = order.getMetric();
    if (metric.startsWith(VALIDATION)) {
      return record.validation().get(metric.substring(VALIDATION.length()));
    }
    if (model.training().earlyStopping().filter(EarlyStopping::restoreBest).isPresent()
        && model.training().earlyStopping().get().metric().equals(metric)) {
      return new Checkpoints(new RunDirectory(directory).checkpoints())
          .latest()
          .orElseThrow()
          .state()
          .best()
          .value();
    }
    return metric.equals("loss") ? record.loss() : record.metrics().get(metric);
  }

  private static boolean isComplete(List<RunRecord> records) {
    return records.stream().allMatch(record -> record.state() == RunRecord.State.COMPLETE);
  }

  /** Each figure's mean over the runs. */
  private static Map<String, Double> means(List<RunRecord> records) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (RunRecord record : records) {
      if (record.loss() != null) {
        means.merge("loss", record.loss() / records.size(), Double::sum);
      }
      record
          .metrics()
          .forEach((name, value) -> means.merge(name, value / records.size(), Double::sum));
      if (record.validation() != null) {
        record
            .validation()
            .forEach(
                (name, value) ->
                    means.merge(VALIDATION + name, value / records.size(), Double::sum));
      }
    }
    return means;
  }

  static String line(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? thrown.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
