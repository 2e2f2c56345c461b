/**
 * A run: one model trained on one data set into one directory, and what can be done with that
 * directory afterwards.
 */
package dev.luthier.run;
