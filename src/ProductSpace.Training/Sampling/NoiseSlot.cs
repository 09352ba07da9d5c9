namespace ProductSpace.Training.Sampling;

/// <summary>
/// One slot of the alias method: a draw below the threshold gives its own row, a draw above it the other.
/// </summary>
internal struct NoiseSlot
{
    public uint Threshold;
    public int Own;
    public int Other;
}
