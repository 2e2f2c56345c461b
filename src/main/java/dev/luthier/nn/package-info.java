/** What a network is made of: immutable records that know how to add themselves to a graph. */
package dev.luthier.nn;
