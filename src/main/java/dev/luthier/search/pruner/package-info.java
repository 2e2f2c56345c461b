/** Pruners: which trials go on, by their reports and those of others. */
package dev.luthier.search.pruner;
