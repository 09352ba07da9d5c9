namespace ProductSpace.Tests.Architecture.TwinHouse;

/// <summary>The face of a house whose lower floor knows it: what the floors test must catch.</summary>
internal sealed class Face
{
    public Low.Cellar Cellar { get; } = new();
}
