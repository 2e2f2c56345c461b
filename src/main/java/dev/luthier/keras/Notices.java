package dev.luthier.keras;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the user should know of an import that went well. */
final class Notices {

  private final Set<String> lines = new LinkedHashSet<>();

  void add(String line) {
    lines.add(line);
  }

  /** Something of a layer that predictions do not depend on. */
  void leftOut(Fields fields, String what) {
    add(
        fields.owner()
            + " ("
            + fields.kind()
            + "): "
            + what
            + " is left out: Luthier has none, and predictions do not depend on it");
  }

  List<String> lines() {
    return new ArrayList<>(lines);
  }
}
