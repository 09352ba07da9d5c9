using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Collections;

/// <summary>A sealed base and the changes over it, which are replaced together.</summary>
/// <param name="Sealed">The base.</param>
/// <param name="Changes">Changes over it.</param>
/// <param name="Number">Number of the base's files.</param>
internal sealed record CollectionState(SealedBase Sealed, PendingChanges Changes, int Number);
