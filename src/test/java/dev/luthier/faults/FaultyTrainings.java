package dev.luthier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A training of some seconds on the shipped digits, with all that has a state of its own in it. */
final class FaultyTrainings {

  private static final String MODEL =
      """
      name: "noisy"
      input { name: "pixels" shape: 64 }
      layer { name: "image" reshape { shape: [8, 8, 1] } }
      layer { name: "crop" random_crop { padding: 1 } }
      layer { name: "flip" random_flip {} }
      layer { name: "color" random_color { brightness: 0.1 contrast: 0.1 } }
      layer { name: "cutout" cutout { size: 2 } }
      layer { name: "conv" conv2d { filters: 8 kernel_size: 3 padding: SAME } }
      layer { name: "norm" batch_normalization { momentum: 0.9 } }
      layer { name: "relu" activation { function: RELU } }
      layer { name: "pool" max_pool { size: 2 } }
      layer { name: "flat" flatten {} }
      layer { name: "drop" dropout { rate: 0.3 } }
      layer { name: "logits" dense { units: 10 kernel_regularizer { l2: 0.0001 } } }
      loss { softmax_cross_entropy {} }
      metric: [ACCURACY, CONFUSION_MATRIX]
      optimizer {
        adam { learning_rate: %s }
        schedule {
          reduce_on_plateau {
            metric: "validation/accuracy" patience: 1 factor: 0.8 min_delta: 0.02
          }
        }
      }
      training {
        epochs: %d
        batch_size: 32
        mixup: 0.1
        summary_steps: 7
        early_stopping { patience: %d min_delta: 0.001 }
      }
      """;

  private FaultyTrainings() {}

  /**
   * Writes the model's file.
   *
   * @param patience epochs without improvement that end the training
   */
  static Path model(Path directory, int epochs, double learningRate, int patience)
      throws IOException {
    return Files.writeString(
        directory.resolve("noisy.textproto"), MODEL.formatted(learningRate, epochs, patience));
  }

  /** The arguments that train the model. */
  static String[] arguments(Path model, Path run, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                model.toString(),
                "--data",
                "digits",
                "--run",
                run.toString(),
                "--seed",
                "5",
                "--device",
                "cpu",
                "--threads",
                "1"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
