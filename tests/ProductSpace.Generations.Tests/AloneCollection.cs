namespace ProductSpace.Generations.Tests;

/// <summary>Tests that count bytes of searches, that listen to activities, which are one source for the process, or that watch files and memory of the process: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<SmallShops>
{
    public const string Name = "alone";
}
