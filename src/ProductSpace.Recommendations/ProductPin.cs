namespace ProductSpace.Recommendations;

/// <summary>
/// A product with a fixed slot. It stands there whatever its score, unless the index does not know it, or filter or
/// exclusions leave it out; then the slot is an ordinary one. Where the answer is shorter, it stands last.
/// </summary>
/// <param name="Slot">Slot, 1 for the first; one above k is ignored.</param>
/// <param name="Id">Product id.</param>
public sealed record ProductPin(int Slot, string Id);
