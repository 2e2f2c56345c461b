package dev.luthier.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where in a network its exits are. */
final class ExitPlaces {

  private ExitPlaces() {}

  /**
   * Refuses exits that cannot stand for the output.
   *
   * @param nodes of a network, the last one being its output
   * @throws IllegalArgumentException says what could be written instead
   */
  static void check(List<Exit> exits, List<Node> nodes) {
    Node output = nodes.get(nodes.size() - 1);
    List<String> possible =
        nodes.stream()
            .filter(node -> node.outputShape().equals(output.outputShape()))
            .map(Node::name)
            .filter(name -> !name.equals(output.name()))
            .toList();
    List<Integer> places = new ArrayList<>();
    for (Exit exit : exits) {
      if (!possible.contains(exit.layer())) {
        throw new IllegalArgumentException(
            "exit must be a layer before the last with its output's shape "
                + output.outputShape()
                + ", was "
                + exit.layer()
                + (possible.isEmpty()
                    ? "; add a layer such as dense { units: " + output.outputShape().get(-1) + " }"
                    : "; write one of " + possible));
      }
      places.add(possible.indexOf(exit.layer()));
    }
    if (!places.equals(places.stream().sorted().toList())) {
      throw new IllegalArgumentException(
          "exit must stand in the order of the layers, was "
              + exits.stream().map(Exit::layer).toList()
              + "; write the earliest first");
    }
  }

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
