package dev.luthier.nn;

import java.util.List;

/** A named part of a model: one layer or a block of them. */
public sealed interface Element permits LayerElement, Block {

  /** The name, unique among its siblings. */
  String name();

  /** Names of the siblings or model inputs that are read; empty for the element before. */
  List<String> inputs();
}
