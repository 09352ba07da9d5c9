using System.Text.RegularExpressions;

namespace ProductSpace.Tests.Architecture;

/// <summary>The rules of the floors over source texts; see native-free-docs/contributing.md.</summary>
internal static partial class FloorRules
{
    private static readonly Dictionary<string, int> s_floors = new()
    {
        ["Memory"] = 1, ["Numerics"] = 1, ["Storage"] = 2, ["Graph"] = 2, ["Cells"] = 2, ["Filtering"] = 2, ["Snapshot"] = 3, ["Planning"] = 3, ["Delta"] = 3, ["Search"] = 3, ["Building"] = 3,
    };

    private static readonly string[] s_hot = ["Memory", "Numerics", "Graph", "Cells", "Filtering", "Snapshot", "Planning", "Search", "Delta"];

    /// <summary>What a file of a folder of the engine breaks; empty where it keeps all rules.</summary>
    public static IEnumerable<string> Broken(string folder, string source)
    {
        int floor = s_floors.GetValueOrDefault(folder, 3);
        foreach (Match match in Uses().Matches(source))
        {
            string other = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
            if (s_floors.GetValueOrDefault(other, 3) > floor)
            {
                yield return $"{folder} uses {other}, which is above it";
            }

            if (other == "Storage" && folder is "Graph" or "Cells")
            {
                yield return $"{folder} knows files";
            }
        }

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

    /// <summary>A using, or a folder's name written out before a type: inside of the engine both compile.</summary>
    [GeneratedRegex(@"(?:using ProductSpace|(?<![\w.])ProductSpace)\.(\w+)|(?<![\w.])(Storage|Planning|Building|Graph|Cells|Filtering)\.[A-Z]\w+")]
    private static partial Regex Uses();

    [GeneratedRegex(@"\bunsafe\b(?! members)")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"\.(Select|Where|OrderBy|ToList|ToDictionary|Any|First|Max|Sum|GroupBy)\((?!ref|\w+ \w+,)[^)]*=>")]
    private static partial Regex Linq();
}
