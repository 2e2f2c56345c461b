package dev.luthier.graph;

import java.util.Optional;

/**
 * What became of a layer of {@linkplain dev.luthier.nn.UnitGates gates} in a pruned network.
 *
 * @param layer of gates
 * @param units that the gates are for
 * @param kept units that the network still has; all of them where there is an obstacle
 * @param open gates that are not 0
 * @param obstacle why the units whose gate is 0 could not be removed
 */
public record PrunedUnits(String layer, int units, int kept, int open, Optional<String> obstacle) {

  @Override
  public String toString() {
    return layer
        + (obstacle.isEmpty()
            ? " kept " + kept + " of " + units + " units"
            : " kept all " + units + " units, of which " + open + " are open: " + obstacle.get());
  }
}
