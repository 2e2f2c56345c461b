/** Studies: many trials of a model or of any objective, spread over workers and kept in a store. */
package dev.luthier.study;
