namespace ProductSpace.Numerics;

/// <summary>
/// A number of an exact row that its codes clip, as it stands in a file: what its residual cannot hold.
/// </summary>
/// <param name="Place">Row within its block of 16 * 4096, plus the place of the number in the row.</param>
/// <param name="Extra">What to add to the number, in units of the residual.</param>
internal readonly record struct Outlier(int Place, int Extra)
{
    public const int PlacesOfRow = 4096;

    public int Row => Place / PlacesOfRow;

    public int Number => Place & (PlacesOfRow - 1);
}
