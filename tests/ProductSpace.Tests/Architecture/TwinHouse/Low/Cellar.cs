namespace ProductSpace.Tests.Architecture.TwinHouse.Low;

/// <summary>See <see cref="Face"/>, which no using announces.</summary>
internal sealed class Cellar
{
    public static int Ask(Face face) => face.GetHashCode();
}
