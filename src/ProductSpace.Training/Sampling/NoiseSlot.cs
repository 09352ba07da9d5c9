namespace ProductSpace.Training.Sampling;

/// <summary>One slot of the alias method: a draw below the threshold is its own row, above it another's.</summary>
internal struct NoiseSlot
{
    public uint Threshold;
    public int Own;
    public int Other;
}
