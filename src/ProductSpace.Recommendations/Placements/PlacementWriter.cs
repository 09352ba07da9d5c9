using System.Buffers;
using System.Text.Json;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// Writes placements as JSON, every setting of each, so that reading them gives the same ones whatever the built-in
/// ones are. The text is read once before it is given away: what cannot be read is not written.
/// </summary>
internal static class PlacementWriter
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, NewLine = "\n" };

    /// <exception cref="ArgumentException">A placement cannot be written; the message names it.</exception>
    public static byte[] Write(IReadOnlyDictionary<string, Placement> placements, IReadOnlyList<string> tables)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, s_indented))
        {
            json.WriteStartObject();
            foreach ((string name, Placement placement) in placements)
            {
                Write(json, name, placement, tables);
            }

            json.WriteEndObject();
        }

        byte[] written = [.. bytes.WrittenSpan, (byte)'\n'];
        try
        {
            PlacementDocument.Parse(written, tables);
        }
        catch (InvalidDataException exception)
        {
            throw new ArgumentException(exception.Message, exception);
        }

        return written;
    }

    private static void Write(Utf8JsonWriter json, string name, Placement placement, IReadOnlyList<string> tables)
    {
        placement.Check();
        if (placement.Ranker is not null)
        {
            throw new ArgumentException(
                $"placement \"{PlacementDocument.Shown(name)}\": a ranker of its own cannot be written; build the "
                + "snapshot with it, and let the placement use that one");
        }

        json.WriteStartObject(name);

        // The built-in placement that changes nothing; its own name could name another one.
        json.WriteString("base", BuiltInPlacements.ProductPage);
        if (placement.Space is Space space)
        {
            json.WriteString("space", space == Space.Next ? "next" : "similar");
        }

        json.WriteNumber("vectorWeight", placement.VectorWeight);
        json.WriteNumber("categoryWeight", placement.CategoryWeight);
        json.WriteStartObject("tables");
        for (int table = 0; table < tables.Count; table++)
        {
            json.WriteNumber(tables[table], placement.WeightOf(table));
        }

        json.WriteEndObject();
        json.WriteNumber("interests", placement.Interests);
        json.WriteNumber("interestSimilarity", placement.InterestSimilarity);
        json.WriteNumber("lastEvents", placement.LastEvents);
        json.WriteNumber("decay", placement.Decay);
        json.WriteNumber("lastTableEvents", placement.LastTableEvents);
        json.WriteNumber("tableDecay", placement.TableDecay);
        json.WriteNumber("halfLifeDays", placement.HalfLifeDays);
        json.WriteNumber("cartWeight", placement.CartWeight);
        json.WriteBoolean("excludesViewed", placement.ExcludesViewed);
        json.WriteBoolean("excludesCart", placement.ExcludesCart);
        json.WriteBoolean("excludesPurchased", placement.ExcludesPurchased);
        json.WriteNumber("candidates", placement.Candidates);
        json.WriteBoolean("usesRanker", placement.UsesRanker);
        json.WriteNumber("rankedCandidates", placement.RankedCandidates);
        json.WriteNumber("targetRecall", placement.TargetRecall);
        if (placement.Rules is MerchandisingRules rules)
        {
            RuleWriter.Write(json, name, rules);
        }

        json.WriteEndObject();
    }
}
