package dev.luthier.device;

/**
 * A device that TensorFlow sees.
 *
 * @param name TensorFlow's, such as {@code /job:localhost/replica:0/task:0/device:GPU:0}
 * @param kind what it is
 * @param index among the devices of its kind, from 0
 * @param memoryBytes what TensorFlow may use of a GPU's memory; without meaning for a CPU
 */
public record Device(String name, Kind kind, int index, long memoryBytes) {

  /** Kinds of devices. */
  public enum Kind {
    CPU,
    GPU,
    /** Anything else, such as the devices of TensorFlow's plugins. */
    OTHER;

    static Kind of(String type) {
      return switch (type) {
        case "CPU" -> CPU;
        case "GPU" -> GPU;
        default -> OTHER;
      };
    }
  }

  /**
   * What {@code --device} calls it: {@code cpu}, {@code cpu:1}, {@code gpu:0}; TensorFlow's own
   * name for other kinds.
   */
  public String shortName() {
    return switch (kind) {
      case CPU -> index == 0 ? "cpu" : "cpu:" + index;
      case GPU -> "gpu:" + index;
      case OTHER -> name;
    };
  }
}
