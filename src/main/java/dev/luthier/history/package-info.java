/** Finished trials of earlier studies and of other tools, to begin a study with. */
package dev.luthier.history;
