package dev.luthier.bench;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.graph.TrialSession;
import dev.luthier.spec.ModelSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a step costs beside its arithmetic: one training step of a model with next to none, where
 * steps run in a loop within the graph, and where each is a call of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {

  private static final int STEPS = 200;
  private static final int BATCH = 8;

  private TrialSession session;
  private int[] rows;

  @Setup
  public void open() {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"logits\" dense { units: 3 } }",
            "optimizer { adam {} } training { batch_size: " + BATCH + " }");
    Dataset clouds = Trials.clouds(STEPS * BATCH, 3);
    session = Trials.session(model, clouds, 0);
    rows = Trials.rows(STEPS * BATCH);
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public TrialSession.Progress stepsInOneSpan() {
    return session.train(rows, 0, STEPS);
  }

  @Benchmark
  public TrialSession.Progress stepInACallOfItsOwn() {
    return session.train(rows, 0, 1);
  }

  @TearDown
  public void close() {
    session.close();
  }
}
