using ProductSpace.Generations.Deltas;

namespace ProductSpace.Fuzz.Deltas;

/// <summary>Broken readers of deltas that the harness has to find.</summary>
internal static class BrokenDeltas
{
    public static readonly string[] Names = ["exception", "length", "unstable"];

    public static DeltaTarget Find(string name, byte[] snapshot)
    {
        int reads = 0;
        return name switch
        {
            "" => new DeltaTarget(snapshot),
            "exception" => new Spoiled(snapshot, content => content.TornBytes == 0 ? content : throw new InvalidOperationException("a torn tail")),
            "length" => new Spoiled(snapshot, content => content with { TornBytes = 0 }),
            "unstable" => new Spoiled(snapshot, content => reads++ % 2 == 0 ? content : content with { Records = [] }),
            _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
        };
    }

    private sealed class Spoiled(byte[] snapshot, Func<DeltaContent, DeltaContent> spoil) : DeltaTarget(snapshot)
    {
        protected override DeltaContent Read(byte[] bytes) => spoil(base.Read(bytes));
    }
}
