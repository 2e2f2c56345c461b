package dev.luthier.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much of a network a sample needs that leaves it early. */
final class ExitCost {

  private ExitCost() {}

  /**
   * For each exit the share of the network's multiply-adds that has been spent when a sample leaves
   * there: on the layers that the exit and those before it need.
   */
  static List<Double> shares(Network network) {
    double all = Math.max(1, network.multiplyAdds());
    Set<String> needed = new HashSet<>();
    List<Double> shares = new ArrayList<>();
    for (Exit exit : network.model().exits()) {
      needed.add(exit.layer());
      long spent = 0;
      for (int i = network.nodes().size() - 1; i >= 0; i--) {
        Node node = network.nodes().get(i);
        if (needed.contains(node.name())) {
          needed.addAll(node.inputs());
          spent += node.multiplyAdds();
        }
      }
      shares.add(spent / all);
    }
    return shares;
  }
}
