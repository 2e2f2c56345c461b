package dev.luthier.graph;

import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/**
 * Where the parts of a trial's graph are added.
 *
 * @param graph that they are added to
 * @param scopes of the ops
 * @param table the trial's variables
 * @param handles of these variables in the graph
 */
record GraphSite(Graph graph, NameScopes scopes, VariableTable table, Handles handles) {

  /** A graph with variables. */
  static GraphSite of(Graph graph, VariableTable table) {
    NameScopes scopes = new NameScopes(Ops.create(graph));
    return new GraphSite(graph, scopes, table, new Handles(scopes, table));
  }
}
