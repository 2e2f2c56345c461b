package dev.luthier.study.worker;

import dev.luthier.search.Assignment;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.CrossValidation;
import dev.luthier.spec.Objective;
import dev.luthier.spec.StudySpec;
import dev.luthier.spec.proto.EarlyStoppingDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.FoldsOrder;
import dev.luthier.study.proto.PrepareOrder;
import dev.luthier.study.proto.RelatedModel;
import dev.luthier.study.proto.StretchOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What a study's trials mean to a worker, and what it says of their ends. */
public final class TrainOrders {

  private final StudySpec study;
  private final StudyDirectory directory;

  /** Orders for the trials of a study, whose runs lie in its directory. */
  public TrainOrders(StudySpec study, StudyDirectory directory) {
    this.study = study;
    this.directory = directory;
  }

  /** A worker's first order: the model as its file has it. */
  public PrepareOrder preparation() {
    PrepareOrder.Builder order =
        PrepareOrder.newBuilder()
            .setModel(study.modelDefinition())
            .setData(study.trialData(Assignment.empty()))
            .addAllMetric(study.metrics());
    folds().ifPresent(order::setFolds);
    if (study.sampler() instanceof PopulationSampler) {
      List<Assignment> extremes = study.extremes();
      extremes.forEach(each -> order.addRelated(related(each, extremes.get(0))));
    }
    return order.build();
  }

  /** A model, and by what it differs from usual ones. */
  private RelatedModel related(Assignment assignment, Assignment usual) {
    String settings =
        assignment.values().entrySet().stream()
            .filter(setting -> !usual.get(setting.getKey()).equals(Optional.of(setting.getValue())))
            .map(setting -> setting.getKey() + " = " + setting.getValue().text())
            .collect(Collectors.joining(", "));
    return RelatedModel.newBuilder()
        .setModel(study.trialModel(assignment))
        .setSettings(settings)
        .build();
  }

  /**
   * The order of a trial.
   *
   * @throws IllegalArgumentException where a field cannot have its value
   */
  public TrainOrder trial(TrialRequest request) {
    TrainOrder.Builder order =
        order(request.number(), request.assignment(), request.seed())
            .setDirectory(path(directory.trial(request.number())))
            .setModel(keepingBest(model(request.assignment())))
            .setJudged(request.judged())
            .setReported(request.reported());
    folds().ifPresent(order::setFolds);
    request.segment().map(this::stretch).ifPresent(order::setStretch);
    return order.build();
  }

  private StretchOrder stretch(Segment segment) {
    StretchOrder.Builder stretch =
        StretchOrder.newBuilder().setStart(segment.start()).setEnd(segment.end());
    segment.parent().ifPresent(parent -> stretch.setParent(path(directory.trial(parent))));
    return stretch.build();
  }

  /**
   * The order that trains a trial's parameters on all folds together.
   *
   * @param seed of everything random in the trial
   */
  public TrainOrder refit(int trial, Assignment assignment, long seed) {
    return order(trial, assignment, seed)
        .setDirectory(path(directory.refit(trial)))
        .setModel(unwatched(model(assignment)))
        .setRefit(true)
        .build();
  }

  /** Without what watches validation samples, of which there are none. */
  private static ModelDef unwatched(ModelDef model) {
    ModelDef.Builder unwatched = model.toBuilder();
    unwatched.getTrainingBuilder().clearEarlyStopping();
    if (model.getOptimizer().getSchedule().hasReduceOnPlateau()) {
      unwatched.getOptimizerBuilder().clearSchedule();
    }
    return unwatched.build();
  }

  private TrainOrder.Builder order(int trial, Assignment assignment, long seed) {
    return TrainOrder.newBuilder()
        .setTrial(trial)
        .setData(study.trialData(assignment))
        .addAllMetric(study.metrics())
        .setSeed(seed);
  }

  /** Histograms of weights, many files of them, are written only where the model asks for them. */
  private ModelDef model(Assignment assignment) {
    ModelDef model = study.trialModel(assignment);
    if (model.getTraining().hasHistogramEpochs()) {
      return model;
    }
    return model.toBuilder()
        .setTraining(model.getTraining().toBuilder().setHistogramEpochs(0))
        .build();
  }

  /** The model with its best epoch by the objective as the result, where the study wants that. */
  private ModelDef keepingBest(ModelDef model) {
    if (study.sampler() instanceof PopulationSampler) {
      return withoutEarlyStopping(model);
    }
    if (model.getTraining().hasEarlyStopping()
        || study.objective().epoch() == Objective.Epoch.LAST) {
      return model;
    }
    int epochs = model.getTraining().hasEpochs() ? model.getTraining().getEpochs() : 10;
    EarlyStoppingDef.Builder never =
        EarlyStoppingDef.newBuilder()
            .setMetric(study.objective().metric())
            .setPatience(epochs)
            .setRestoreBest(true);
    return model.toBuilder()
        .setTraining(model.getTraining().toBuilder().setEarlyStopping(never))
        .build();
  }

  /** Members train to the end; the best of their trials is the best epoch at such a distance. */
  private static ModelDef withoutEarlyStopping(ModelDef model) {
    return model.toBuilder()
        .setTraining(model.getTraining().toBuilder().clearEarlyStopping())
        .build();
  }

  private Optional<FoldsOrder> folds() {
    return study
        .crossValidation()
        .map(
            (CrossValidation folds) ->
                FoldsOrder.newBuilder()
                    .setFolds(folds.folds())
                    .setStratified(folds.stratified())
                    .setShuffle(folds.shuffle())
                    .setSeed(study.seed())
                    .build());
  }

  private static String path(java.nio.file.Path path) {
    return path.toAbsolutePath().toString();
  }

  /** What a worker's report of a trial's end means; not for one that is BLOCKED. */
  static TrialResult result(EndReport end) {
    boolean isComplete = end.getState() == EndReport.State.COMPLETE;
    if (isComplete && end.getValueCount() == 0) {
      return TrialResult.failed("the worker told no value", end.getSeconds());
    }
    return new TrialResult(
        switch (end.getState()) {
          case COMPLETE -> Trial.State.COMPLETE;
          case PAUSED -> Trial.State.PAUSED;
          case INFEASIBLE, OUT_OF_MEMORY -> Trial.State.INFEASIBLE;
          case FAILED, BLOCKED, STATE_UNSPECIFIED, UNRECOGNIZED -> Trial.State.FAILED;
        },
        isComplete ? OptionalDouble.of(end.getValue(0)) : OptionalDouble.empty(),
        end.getFoldValueList(),
        end.getFigureMap(),
        end.getError().isEmpty() ? Optional.empty() : Optional.of(end.getError()),
        end.getSeconds(),
        isComplete ? end.getValueList().subList(1, end.getValueCount()) : List.of());
  }
}
