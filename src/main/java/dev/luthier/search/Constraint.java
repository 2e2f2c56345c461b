package dev.luthier.search;

/** A relation between parameters that an assignment has to keep. */
public interface Constraint {

  /** Whether an assignment keeps it; one without the parameters concerned does. */
  boolean holds(Assignment assignment);

  /** For people. */
  String text();
}
