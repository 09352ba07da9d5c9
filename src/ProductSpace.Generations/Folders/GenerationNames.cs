using System.Globalization;

namespace ProductSpace.Generations.Folders;

/// <summary>
/// Names in a folder of generations. A snapshot's name is made from its number and never read from a file, so that no
/// pointer can lead out of the folder. Files with other names are never touched.
/// </summary>
internal static class GenerationNames
{
    /// <summary>Name of the pointer: small, replaced, never mapped.</summary>
    public const string Pointer = "CURRENT";

    /// <summary>Name of the lock that a publisher holds.</summary>
    public const string Lock = "publish.lock";

    /// <summary>Name of the lock that a fetcher holds.</summary>
    public const string FetchLock = "fetch.lock";

    private const string Start = "catalog-";
    private const string End = ".psx";
    private const string DeltaEnd = ".psd";
    private const int Digits = 6;

    public static string Of(int number) => Start + number.ToString("D6", CultureInfo.InvariantCulture) + End;

    /// <summary>Returns the name of the delta beside a generation.</summary>
    public static string DeltaOf(int number) => Path.ChangeExtension(Of(number), DeltaEnd);

    /// <summary>Parses the number of the generation that a delta of this name stands beside.</summary>
    public static bool TryParseDelta(string name, out int number)
    {
        number = 0;
        return name.EndsWith(DeltaEnd, StringComparison.Ordinal)
            && TryParse(Path.ChangeExtension(name, End), out number);
    }

    /// <summary>
    /// Parses the number of a snapshot's name; false for any other name, including another way to write a number.
    /// </summary>
    public static bool TryParse(string name, out int number)
    {
        number = 0;
        return name.Length >= Start.Length + Digits + End.Length
            && name.StartsWith(Start, StringComparison.Ordinal)
            && name.EndsWith(End, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan()[Start.Length..^End.Length], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0
            && name == Of(number);
    }
}
