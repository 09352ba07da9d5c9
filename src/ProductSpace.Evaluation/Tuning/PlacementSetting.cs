using System.Globalization;
using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Tuning;

/// <summary>One setting of a placement, and the values to try.</summary>
/// <param name="Name">Name of the setting; of a table, table:NAME.</param>
/// <param name="Values">Values to try.</param>
/// <param name="Get">Reads the setting.</param>
/// <param name="Set">Returns a placement with another value.</param>
internal sealed record PlacementSetting(
    string Name, double[] Values, Func<Placement, double> Get, Func<Placement, double, Placement> Set)
{
    /// <summary>Returns the settings that a snapshot leaves to be chosen.</summary>
    /// <remarks>
    /// Only ratios of weights matter, so that the weight of the vectors is either left as it is or 0. A placement whose
    /// vectors speak against a product keeps that weight. Space, interests, exclusions and rules say what a placement
    /// is for: they are no matter of tuning.
    /// </remarks>
    public static IReadOnlyList<PlacementSetting> Of(ProductIndex index, Placement first)
    {
        List<PlacementSetting> settings = [];
        double unit = Math.Max(Math.Abs(first.VectorWeight), 1e-3);
        for (int i = 0; i < index.Tables.Count; i++)
        {
            int table = i;
            settings.Add(new PlacementSetting(
                "table:" + index.Tables[table],
                [0, 0.125 * unit, 0.25 * unit, 0.5 * unit, unit, 2 * unit, 4 * unit],
                placement => WeightOf(placement, table),
                (placement, value) => WithWeight(placement, table, index.Tables.Count, (float)value)));
        }

        if (first.VectorWeight > 0 && index.Tables.Count > 0)
        {
            settings.Add(new PlacementSetting(
                "vectorWeight",
                [0, first.VectorWeight],
                placement => placement.VectorWeight,
                (placement, value) => placement with { VectorWeight = (float)value }));
        }

        settings.Add(new PlacementSetting(
            "decay",
            [0.25, 0.4, 0.5, 0.6, 0.7, 0.85, 1],
            placement => placement.Decay,
            (placement, value) => placement with { Decay = (float)value }));
        settings.Add(new PlacementSetting(
            "lastEvents",
            [1, 2, 3, 5, 10, 20],
            placement => placement.LastEvents,
            (placement, value) => placement with { LastEvents = (int)value }));
        if (index.Tables.Count > 0)
        {
            settings.Add(new PlacementSetting(
                "tableDecay",
                [0.15, 0.25, 0.36787945f, 0.5, 0.65, 0.8, 1],
                placement => placement.TableDecay,
                (placement, value) => placement with { TableDecay = (float)value }));
            settings.Add(new PlacementSetting(
                "lastTableEvents",
                [1, 2, 4, 10, 20],
                placement => placement.LastTableEvents,
                (placement, value) => placement with { LastTableEvents = (int)value }));
        }

        return settings;
    }

    /// <summary>Returns what identifies a placement among those that were tried.</summary>
    public static string KeyOf(IReadOnlyList<PlacementSetting> settings, Placement placement) =>
        string.Join(' ', settings.Select(one => one.Get(placement).ToString("R", CultureInfo.InvariantCulture)));

    private static float WeightOf(Placement placement, int table) =>
        table < placement.TableWeights.Count ? placement.TableWeights[table] : Placement.DefaultTableWeight;

    private static Placement WithWeight(Placement placement, int table, int tables, float value)
    {
        float[] weights = [.. Enumerable.Range(0, tables).Select(i => WeightOf(placement, i))];
        weights[table] = value;
        return placement with { TableWeights = weights };
    }
}
