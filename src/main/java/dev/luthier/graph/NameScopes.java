package dev.luthier.graph;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.op.Ops;

/**
 * Name scopes of a graph by path, each made once: asking TensorFlow twice for a scope of one name
 * gives a second one with a number behind it.
 */
final class NameScopes {

  private final Map<String, Ops> scopes = new HashMap<>();

  NameScopes(Ops root) {
    scopes.put("", root);
  }

  /** Ops outside all scopes. */
  Ops root() {
    return scopes.get("");
  }

  /** Ops within a path such as {@code stage1/0/conv}. */
  Ops at(String path) {
    Ops known = scopes.get(path);
    if (known == null) {
      int slash = path.lastIndexOf('/');
      Ops parent = slash < 0 ? root() : at(path.substring(0, slash));
      known = parent.withSubScope(path.substring(slash + 1));
      scopes.put(path, known);
    }
    return known;
  }
}
