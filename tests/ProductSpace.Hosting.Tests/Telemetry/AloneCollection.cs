namespace ProductSpace.Hosting.Tests.Telemetry;

/// <summary>Tests that count bytes of searches, or that listen to activities, which are one source for the process: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<SmallShops>
{
    public const string Name = "alone";
}
