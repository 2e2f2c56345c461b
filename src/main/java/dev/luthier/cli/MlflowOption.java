package dev.luthier.cli;

import dev.luthier.mlflow.Tracking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --mlflow}. */
final class MlflowOption {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Option(
      names = "--mlflow",
      paramLabel = "URL",
      description =
          "A tracking server of MLflow, such as http://localhost:5000, that is told of runs and"
              + " metrics. The variables MLFLOW_EXPERIMENT_NAME, MLFLOW_TRACKING_TOKEN,"
              + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD are looked at. A server that"
              + " does not answer holds nothing up.")
  private String server;

  /** Tracking to the server that was named. */
  Optional<Tracking> open(Output output) {
    return Optional.ofNullable(server)
        .map(
            address ->
                new Tracking(
                    address,
                    System.getenv().getOrDefault("MLFLOW_EXPERIMENT_NAME", "luthier"),
                    System.getenv(),
                    InstantSource.system(),
                    PATIENCE,
                    output::say));
  }
}
