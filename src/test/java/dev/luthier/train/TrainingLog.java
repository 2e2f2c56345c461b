package dev.luthier.train;

import dev.luthier.graph.TrialSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a training told its listener. */
class TrainingLog implements TrainingListener {

  final List<EpochReport> epochs = new ArrayList<>();
  final Map<Long, Double> summaries = new HashMap<>();
  final Map<Long, Map<String, float[]>> weights = new HashMap<>();
  private final TrialSession session;
  long step;

  TrainingLog(TrialSession session) {
    this.session = session;
  }

  @Override
  public void onSteps(int epoch, int batch, long done) {
    step = done;
  }

  @Override
  public void onSummary(long done, double meanLoss) {
    summaries.put(done, meanLoss);
  }

  @Override
  public void onEpoch(EpochReport report) {
    epochs.add(report);
    weights.put(report.step(), session.weights());
  }
}
