using System.CommandLine;
using System.Globalization;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that say how recommendations are made.</summary>
internal sealed class PlacementArguments
{
    private static readonly Placement s_default = Placement.Default;

    private readonly Option<string?> _space = new("--space")
    {
        Description = "Space whose vectors count: similar or next. By default next where the snapshot has it.",
    };
    private readonly Option<float> _vectors = new("--vector-weight")
    {
        Description = "Weight of the vectors; 0 for the tables alone.",
        DefaultValueFactory = _ => s_default.VectorWeight,
    };
    private readonly Option<string[]> _tables = new("--table-weight")
    {
        Description = "Weight of an item table of the snapshot: --table-weight sequential=0.5; 0 leaves it out.",
    };
    private readonly Option<int> _candidates = new("--candidates")
    {
        Description = "Number of nearest products by the vectors that are scored.",
        DefaultValueFactory = _ => s_default.Candidates,
    };
    private readonly Option<bool> _repeats = new("--include-viewed")
    {
        Description = "Let viewed products be in the answer.",
    };

    private readonly Option<bool> _ranker = new("--use-ranker")
    {
        Description = "Put the best candidates into the order of the snapshot's ranker.",
    };

    public void AddTo(Command verb)
    {
        _space.AcceptOnlyFromAmong("similar", "next");
        verb.AddOptions(_space, _vectors, _tables, _candidates, _repeats, _ranker);
    }

    /// <summary>Refuses wrong numbers before any file is opened; returns how to make the placement.</summary>
    public Func<ProductIndex, Placement> Read(ParseResult parsed)
    {
        Dictionary<string, float> weights = Weights(parsed.GetValue(_tables) ?? []);
        Placement placement = new()
        {
            Space = parsed.GetValue(_space) switch { "next" => Space.Next, "similar" => Space.Similar, _ => null },
            VectorWeight = parsed.GetValue(_vectors),
            Candidates = parsed.GetValue(_candidates),
            ExcludesViewed = !parsed.GetValue(_repeats),
            UsesRanker = parsed.GetValue(_ranker),
        };
        if (!(placement.VectorWeight >= 0 && float.IsFinite(placement.VectorWeight)))
        {
            throw new UsageException($"{_vectors.Name} must be 0 or more");
        }

        if (placement.Candidates is < 1 or > 10_000)
        {
            throw new UsageException($"{_candidates.Name} must be from 1 to 10000");
        }

        return index =>
        {
            string? unknown = weights.Keys.FirstOrDefault(name => !index.Tables.Contains(name));
            if (unknown is not null)
            {
                string known = index.Tables.Count == 0 ? "none" : string.Join(", ", index.Tables);
                throw new UsageException($"{_tables.Name} {unknown}: this snapshot has no such table; it has: {known}");
            }

            if (placement.UsesRanker && !index.Attachments.Contains(Ranker.AttachmentName))
            {
                throw new UsageException($"{_ranker.Name}: this snapshot has no ranker; build it with --ranker");
            }

            return placement with
            {
                TableWeights =
                    [.. index.Tables.Select(name => weights.GetValueOrDefault(name, Placement.DefaultTableWeight))],
            };
        };
    }

    private Dictionary<string, float> Weights(string[] pairs)
    {
        Dictionary<string, float> weights = [];
        foreach (string pair in pairs)
        {
            int equals = pair.LastIndexOf('=');
            if (equals <= 0
                || !float.TryParse(
                    pair.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out float weight)
                || !(weight >= 0 && float.IsFinite(weight)))
            {
                throw new UsageException($"{_tables.Name} {pair}: write a table and a weight of 0 or more: next=0.5");
            }

            weights[pair[..equals]] = weight;
        }

        return weights;
    }
}
