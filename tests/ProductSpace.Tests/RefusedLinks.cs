using ProductSpace.Memory;

namespace ProductSpace.Tests;

/// <summary>The switch that refuses links, on until disposed. It is the process's: tests that turn it on are in <see cref="RefusedLinksCollection"/>.</summary>
internal sealed class RefusedLinks : IDisposable
{
    public RefusedLinks() => AppContext.SetSwitch(TargetLinks.Switch, true);

    public void Dispose() => AppContext.SetSwitch(TargetLinks.Switch, false);
}

/// <summary>Runs beside no other test.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RefusedLinksCollection
{
    public const string Name = "refused links";
}
