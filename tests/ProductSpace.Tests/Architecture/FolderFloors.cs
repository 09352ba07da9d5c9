namespace ProductSpace.Tests.Architecture;

/// <summary>
/// The floors of the engine's folders, and the rule of every project that its folders do not use each other in a circle; see
/// native-free-docs/contributing.md. A folder is the first part of a namespace below the project's.
/// </summary>
internal static class FolderFloors
{
    /// <summary>From the ground up. A folder uses lower floors only, never one beside it.</summary>
    private static readonly Dictionary<string, int> s_floors = new()
    {
        ["Memory"] = 0,
        ["Numerics"] = 1,
        ["Graph"] = 2, ["Cells"] = 2, ["Filtering"] = 2, ["Storage"] = 2,
        ["Snapshot"] = 3,
        ["Planning"] = 4, ["Delta"] = 4,
        ["Search"] = 5,
        ["Building"] = 6,
        [Face] = 7,
    };

    /// <summary>Value types of the face that every floor may name: what is asked, answered, refused and reported.</summary>
    private static readonly HashSet<string> s_vocabulary =
    [
        "BadVectorPolicy", "BuildInputException", "BuildOptions", "BuildProgress", "BuildReport", "CatalogFacetCount",
        "CatalogProduct", "CatalogReport", "EmbeddingFormatException", "GroupLimit", "IndexStructures", "ItemTableRow", "Neighbor", "NumberColumnSpan",
        "SearchOptions", "SearchResult", "SearchStrategy", "Similarity", "SnapshotException", "Space",
    ];

    private const string Face = "";

    /// <summary>The names of the vocabulary.</summary>
    public static IReadOnlyCollection<string> Vocabulary => s_vocabulary;

    /// <summary>Names that are no type of the face: after a rename the old one would stand in a list for nothing.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> names, IEnumerable<string> face) => names.Except(face);

    /// <summary>Uses between folders of the engine that do not lead down.</summary>
    public static List<string> Broken(IEnumerable<TypeUse> uses)
    {
        List<string> broken = [];
        foreach (TypeUse use in uses)
        {
            string from = FolderOf(use.User, "ProductSpace");
            string to = FolderOf(use.Used, "ProductSpace");
            bool isVocabulary = to == Face && s_vocabulary.Contains(use.Used.Name);
            if (from != to && !isVocabulary && s_floors[to] >= s_floors[from])
            {
                broken.Add($"{use.User} uses {use.Used}");
            }
        }

        return broken;
    }

    /// <summary>
    /// Circles among the folders of a project, each as the names in it. A type of the root folder stands for itself: it may be a
    /// value that all folders know, as long as it does not lead back to one that uses it.
    /// </summary>
    public static List<string> Circles(IEnumerable<TypeUse> uses, string project)
    {
        Dictionary<string, HashSet<string>> graph = [];
        foreach (TypeUse use in uses)
        {
            string from = NodeOf(use.User, project);
            string to = NodeOf(use.Used, project);
            if (from != to)
            {
                (graph.TryGetValue(from, out HashSet<string>? targets) ? targets : graph[from] = []).Add(to);
            }
        }

        List<string> circles = [];
        foreach (string folder in graph.Keys.Where(node => !node.StartsWith('.')))
        {
            HashSet<string> reached = [];
            Stack<string> open = new([folder]);
            while (open.TryPop(out string? node))
            {
                foreach (string next in graph.GetValueOrDefault(node) ?? [])
                {
                    if (reached.Add(next))
                    {
                        open.Push(next);
                    }
                }
            }

            if (reached.Contains(folder))
            {
                string members = string.Join(", ", reached.Where(node => (graph.GetValueOrDefault(node) ?? []).Overlaps([folder])).Order());
                circles.Add($"{folder} leads back to itself by {members}");
            }
        }

        return circles;
    }

    private static string NodeOf(TypeName type, string project) =>
        FolderOf(type, project) is { Length: > 0 } folder ? folder : "." + type.Name;

    private static string FolderOf(TypeName type, string project) =>
        type.Namespace.Length == project.Length ? Face : type.Namespace[(project.Length + 1)..].Split('.')[0];
}
