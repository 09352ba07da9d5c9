using System.CommandLine;
using System.Globalization;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that say how recommendations are made.</summary>
internal sealed class PlacementArguments
{
    /// <summary>What an answer without a named placement is logged as.</summary>
    private const string Unnamed = "default";

    private static readonly Placement s_default = Placement.Default;

    private readonly Option<string?> _name = new("--placement")
    {
        Description =
            "Named placement to begin with: product-page, cart, home, returning, similar, goes-with, or one of the "
            + "snapshot. The options below change it.",
    };
    private readonly Option<string?> _space = new("--space")
    {
        Description = "Space whose vectors count: similar or next. By default next where the snapshot has it.",
    };
    private readonly Option<float> _vectors = Common.Option(
        "--vector-weight",
        "Weight of the vectors; 0 for the tables alone, below 0 against what is like the events.",
        s_default.VectorWeight);
    private readonly Option<string[]> _tables = new("--table-weight")
    {
        Description = "Weight of an item table of the snapshot: --table-weight sequential=0.5; 0 leaves it out.",
    };
    private readonly Option<int> _candidates = Common.Option(
        "--candidates", "Number of nearest products by the vectors that are scored.", s_default.Candidates);
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
        verb.AddOptions(_name, _space, _vectors, _tables, _candidates, _repeats, _ranker);
    }

    /// <summary>Name of the placement, as a log of what was shown calls it.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_name) ?? Unnamed;

    /// <summary>Refuses wrong numbers before any file is opened; returns how to make the placement.</summary>
    public Func<ProductIndex, Placement> Read(ParseResult parsed)
    {
        Dictionary<string, float> weights = Weights(parsed.GetValue(_tables) ?? []);
        if (parsed.GetValue(_vectors) is not (>= -100 and <= 100))
        {
            throw new UsageException($"{_vectors.Name} must be from -100 to 100");
        }

        if (parsed.GetValue(_candidates) is < 1 or > 10_000)
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

            Placement placement = parsed.GetValue(_name) is string named ? index.GetPlacement(named) : s_default;
            bool usesRanker = parsed.GetValue(_ranker) || placement.UsesRanker;
            if (parsed.GetValue(_ranker) && !index.Attachments.Contains(Ranker.AttachmentName))
            {
                throw new UsageException($"{_ranker.Name}: this snapshot has no ranker; build it with --ranker");
            }

            return placement with
            {
                Space = parsed.GetValue(_space) switch
                {
                    "next" => Space.Next,
                    "similar" => Space.Similar,
                    _ => placement.Space,
                },
                VectorWeight = IsGiven(parsed, _vectors) ? parsed.GetValue(_vectors) : placement.VectorWeight,
                Candidates = IsGiven(parsed, _candidates) ? parsed.GetValue(_candidates) : placement.Candidates,
                ExcludesViewed = IsGiven(parsed, _repeats) ? !parsed.GetValue(_repeats) : placement.ExcludesViewed,
                UsesRanker = usesRanker,
                TableWeights =
                [
                    .. index.Tables.Select(
                        (name, table) => weights.GetValueOrDefault(name, placement.WeightOf(table))),
                ],
            };
        };
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option)?.Implicit is false;

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
