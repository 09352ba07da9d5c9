using System.Text.RegularExpressions;

namespace ProductSpace.Tests.Architecture;

/// <summary>The rules of folders over source texts: where unsafe code, intrinsics and LINQ may stand.</summary>
internal static partial class FloorRules
{
    private static readonly string[] s_hot = ["Memory", "Numerics", "Graph", "Cells", "Filtering", "Snapshot", "Planning", "Search", "Delta"];

    /// <summary>What a file of a folder of the engine breaks; empty where it keeps all rules.</summary>
    public static IEnumerable<string> Broken(string folder, string source)
    {
        bool low = folder is "Memory" or "Numerics";
        if (!low && Unsafe().IsMatch(source))
        {
            yield return $"{folder} has unsafe code";
        }

        if (!low && source.Contains("System.Runtime.Intrinsics", StringComparison.Ordinal))
        {
            yield return $"{folder} has intrinsics";
        }

        if (s_hot.Contains(folder) && (source.Contains("using System.Linq", StringComparison.Ordinal) || Linq().IsMatch(source)))
        {
            yield return $"{folder} has LINQ";
        }
    }

    [GeneratedRegex(@"\bunsafe\b(?! members)")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\.(Select|Where|OrderBy|ToList|ToDictionary|Any|First|Max|Sum|GroupBy)\((?!ref|\w+ \w+,)[^)]*=>")]
    private static partial Regex Linq();
}
