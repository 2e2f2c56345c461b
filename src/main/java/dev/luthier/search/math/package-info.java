/** Numerics that several methods of search share; they know nothing of spaces and trials. */
package dev.luthier.search.math;
