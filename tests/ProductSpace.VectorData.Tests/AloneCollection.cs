namespace ProductSpace.VectorData.Tests;

/// <summary>Tests that measure time, or change what belongs to the process: they run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
