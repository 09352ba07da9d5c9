namespace ProductSpace.Fuzz;

/// <summary>What an oracle says of a reader that did what no file may make it do.</summary>
internal sealed class HostileFinding : Exception
{
    public HostileFinding(string message)
        : base(message)
    {
    }

    public HostileFinding(string message, Exception inner)
        : base(message, inner)
    {
    }
}
