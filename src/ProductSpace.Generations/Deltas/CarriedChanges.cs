namespace ProductSpace.Generations.Deltas;

/// <summary>What became of changes that were made over one snapshot and carried to another.</summary>
/// <param name="Carried">Writes that the other snapshot did not know.</param>
/// <param name="Misfits">Products whose vectors do not fit the other snapshot, and which it does not have.</param>
/// <param name="Example">Id of one of these; null without one.</param>
internal readonly record struct CarriedChanges(int Carried, int Misfits, string? Example)
{
    /// <summary>Says what could not be carried; null if everything could.</summary>
    public string? FaultOf(string delta, string snapshot, int dimension) => Example is null
        ? null
        : $"{delta}: product \"{Storage.Printable.Shown(Example)}\"{Others} has a vector that does not fit {snapshot}, "
            + $"which has {dimension} numbers a vector and not the product; remove it from the delta, or add it to the "
            + "inputs of the build";

    private string Others => Misfits > 1
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" (one of {Misfits:N0})")
        : string.Empty;
}
