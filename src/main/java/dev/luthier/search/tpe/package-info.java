/**
 * Samplers by density: values that are likely among good trials and unlikely among the others, by
 * tree-structured Parzen estimators.
 */
package dev.luthier.search.tpe;
