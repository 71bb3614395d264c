/**
 * Sixteen sequences side by side: the memory layout of the small models.
 *
 * <p>An activation with {@code c} channels over {@code T} steps is one {@code float[T * c * 16]}, ordered
 * {@code [time][channel][lane]}. A lane is one sequence of the batch, so every layer of a network becomes arithmetic on
 * whole vectors of lanes: no transposition, no horizontal sum, no mask. This is the layout of choice for models with narrow
 * heads (4 to 16 channels) and short sequences, where chunked matrix forms do not pay.
 *
 * <p>Only correctly rounded operations and our own exponential are used, because those give the same bits from the
 * interpreter and from compiled code; the vector API's own exponential and horizontal sums do not.
 */
package dev.linnet.lanes;
