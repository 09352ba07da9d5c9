using ProductSpace.Filtering;

namespace ProductSpace.Cli.Arguments;

/// <summary>Suggests product ids for one that a snapshot does not have.</summary>
internal static class NearestIds
{
    /// <summary>Ids that are compared: a fraction of a second.</summary>
    private const int MostCompared = 2_000_000;
    private const long MostWork = 1L << 28;

    /// <summary>Lists up to three ids near the given one, nearest first, as the end of a message.</summary>
    public static string Suggest(ProductIndex index, string id) =>
        NearestNames.Suggest(id, index.Count, number => index.Columns.Ids[number], MostCompared, MostWork);
}
