package dev.luthier.train;

import dev.luthier.nn.Network;
import dev.luthier.nn.Variable;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a model costs.
 *
 * @param parameters trained values
 * @param multiplyAdds of one sample's forward pass
 * @param seconds spent on epochs so far
 */
public record TrainingCost(long parameters, long multiplyAdds, double seconds) {

  /** Name of the seconds. */
  public static final String SECONDS = "seconds";

  private static final String PARAMETERS = "parameters";
  private static final String MULTIPLY_ADDS = "multiply_adds";

  /** Names of all costs. */
  public static final List<String> NAMES = List.of(PARAMETERS, MULTIPLY_ADDS, SECONDS);

  static TrainingCost of(Network network, double seconds) {
    return new TrainingCost(
        network.parameters(Variable.Role.WEIGHT), network.multiplyAdds(), seconds);
  }

  /** A cost by one of the {@link #NAMES}; empty for another name. */
  public OptionalDouble value(String name) {
    return switch (name) {
      case PARAMETERS -> OptionalDouble.of((double) parameters);
      case MULTIPLY_ADDS -> OptionalDouble.of((double) multiplyAdds);
      case SECONDS -> OptionalDouble.of(seconds);
      default -> OptionalDouble.empty();
    };
  }
}
