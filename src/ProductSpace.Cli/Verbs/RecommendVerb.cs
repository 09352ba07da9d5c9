using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`recommend`: what a shopper should see next, by vectors, item tables and popularity.</summary>
internal static class RecommendVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        IdOptions viewed = new("--viewed", "Viewed products, oldest first");
        IdOptions cart = new("--cart", "Products in the cart, oldest first; they count as the last events");
        IdOptions bought = new("--bought", "Products that were bought before, oldest first");
        Option<int> k = new("-k", "--k") { Description = "Number of results.", DefaultValueFactory = _ => 10 };
        PlacementArguments placement = new();
        RuleArguments rules = new();
        FilterArguments filter = new();
        Option<bool> exact = new("--exact") { Description = "Score every matching product." };
        Option<bool> why = new("--why") { Description = "Split each score into what brought it." };
        Option<string?> whyNot = new("--why-not") { Description = "Id of a product: say why it is not in the answer." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "recommend",
            "Asks a snapshot what a shopper should see next: by vectors and item tables together, filled up with what "
            + "is popular.")
        {
            snapshot,
        };
        viewed.AddTo(verb);
        cart.AddTo(verb);
        bought.AddTo(verb);
        verb.Options.Add(k);
        placement.AddTo(verb);
        rules.AddTo(verb);
        filter.AddTo(verb);
        verb.AddOptions(exact, why, whyNot, json);
        verb.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(k) is < 1 or > 10_000)
            {
                throw new UsageException("-k must be from 1 to 10000");
            }

            Func<ProductIndex, string[]>?[] ids = [bought.Read(parsed), viewed.Read(parsed), cart.Read(parsed)];
            Func<ProductIndex, ProductFilter>? makeFilter = filter.Read(parsed);
            Func<ProductIndex, Placement> makePlacement = placement.Read(parsed);
            Func<MerchandisingRules?, MerchandisingRules?> changeRules = rules.Read(parsed);
            using ProductIndex index = SnapshotPath.Open(parsed.GetRequiredValue(snapshot));
            Placement chosen = makePlacement(index);
            chosen = chosen with { Rules = changeRules(chosen.Rules) };
            List<string> unknown = [];
            ShopperEvent[] events =
            [
                .. Events(index, ids[0], ShopperEventKind.Purchase, unknown),
                .. Events(index, ids[1], ShopperEventKind.View, unknown),
                .. Events(index, ids[2], ShopperEventKind.Cart, unknown),
            ];
            SearchOptions options = new() { Filter = makeFilter?.Invoke(index) };
            Recommendation[] hits = new Recommendation[parsed.GetValue(k)];
            Answer answer = new(index, events, chosen, options)
            {
                RequestNumber = rules.RequestNumber(parsed),
                PlacementName = placement.Name(parsed),
            };
            RecommendationResult result = parsed.GetValue(exact)
                ? index.RecommendExact(answer.State(), hits, chosen, options)
                : index.Recommend(answer.State(), hits, chosen, options);
            answer = answer with
            {
                Result = result,
                Hits = hits[..result.Count],
                Unknown = [.. unknown],
                Matches = options.Filter?.Count ?? index.Count,
                HasParts = parsed.GetValue(why),
                Absent = parsed.GetValue(whyNot),
            };
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), answer.ToJson());
            }
            else
            {
                answer.Print(parsed.Out());
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    private static IEnumerable<ShopperEvent> Events(
        ProductIndex index, Func<ProductIndex, string[]>? ids, ShopperEventKind kind, List<string> unknown)
    {
        foreach (string id in ids?.Invoke(index) ?? [])
        {
            if (index.TryGetOrdinal(id, out int ordinal))
            {
                yield return new ShopperEvent(ordinal, kind);
            }
            else
            {
                unknown.Add(id);
            }
        }
    }

    /// <summary>An answer with what explains it.</summary>
    private sealed record Answer(
        ProductIndex Index, ShopperEvent[] Events, Placement Placement, SearchOptions Options)
    {
        public Recommendation[] Hits { get; init; } = [];

        public RecommendationResult Result { get; init; }

        public ulong RequestNumber { get; init; }

        public required string PlacementName { get; init; }

        /// <summary>What is known of the shopper, at one moment for the answer and all that explains it.</summary>
        public ShopperState State() => new(Events) { RequestNumber = RequestNumber, Now = Asked };

        private DateTimeOffset Asked { get; } = DateTimeOffset.UtcNow;

        public string[] Unknown { get; init; } = [];

        public int Matches { get; init; }

        public bool HasParts { get; init; }

        public string? Absent { get; init; }

        public void Print(TextWriter text)
        {
            TextTable table = new(
                new("score", IsNumber: true), new("product"), new("price", IsNumber: true), new("name"),
                new("category"), new("by"), new("because of"));
            foreach (Recommendation hit in Hits)
            {
                table.Add(
                    hit.Score.ToString("F3", CultureInfo.InvariantCulture),
                    Index.GetProductId(hit.Ordinal),
                    ProductTable.PriceOf(Index, hit.Ordinal),
                    Name(hit.Ordinal),
                    Index.GetCategory(hit.Ordinal),
                    hit.IsEstimated ? $"{Source(hit)}, estimated" : Source(hit),
                    hit.Because < 0 ? string.Empty : Index.GetProductId(hit.Because));
                if (HasParts && !float.IsNaN(hit.RankerScore))
                {
                    table.AddLine(
                        Line($"{hit.RankerScore,14:+0.000;-0.000}  score of the ranker, which chose this place"));
                }

                foreach (ScorePart part in HasParts ? Parts(hit) : [])
                {
                    table.AddLine(Line($"{part.Value,14:+0.000;-0.000}  {Of(part)}"));
                }
            }

            table.Write(text);

            text.WriteLine(Line(
                $"{Hits.Length} of {Matches:N0} matches, {Result.Filled} of them filled up by popularity"));
            if (Result.ExploredSlot > 0)
            {
                text.WriteLine(Line(
                    $"slot {Result.ExploredSlot} was drawn with probability {Result.Propensity:0.####}"));
            }

            foreach (string id in Unknown)
            {
                text.WriteLine($"not in this snapshot: {id}{NearestIds.Suggest(Index, id)}");
            }

            if (Absent is not null)
            {
                Absence absence = Absence();
                string rank = absence.Rank > 0 ? Line($", rank {absence.Rank:N0} with score {absence.Score:F3}") : "";
                text.WriteLine($"{Absent}: {Reason(absence.Cause)}{rank}");
            }
        }

        public JsonFields ToJson() => new()
        {
            ["results"] = Hits.Select((hit, i) => new JsonFields
            {
                ["product"] = Index.GetProductId(hit.Ordinal),
                ["score"] = hit.Score,
                ["source"] = JsonOutput.Name(hit.Source),
                ["because"] = hit.Because < 0 ? null : Index.GetProductId(hit.Because),
                ["category"] = Index.GetCategory(hit.Ordinal),
                ["name"] = Name(hit.Ordinal),
                ["token"] = Token(hit, i + 1),
                ["estimated"] = hit.IsEstimated,
                ["rankerScore"] = float.IsNaN(hit.RankerScore) ? (float?)null : hit.RankerScore,
                ["parts"] = !HasParts ? null : Parts(hit).Select(part => new JsonFields
                {
                    ["of"] = part.Event < 0 ? null : Index.GetProductId(part.Event),
                    ["source"] = SourceOf(part),
                    ["rule"] = part.Source == RecommendationSource.Rules ? part.Table : null,
                    ["value"] = part.Value,
                }),
            }),
            ["matches"] = Matches,
            ["filled"] = Result.Filled,
            ["knownEvents"] = Result.KnownEvents,
            ["exploredSlot"] = Result.ExploredSlot == 0 ? (int?)null : Result.ExploredSlot,
            ["propensity"] = Result.ExploredSlot == 0 ? (double?)null : Result.Propensity,
            ["unknownIds"] = Unknown,
            ["absence"] = Absent is null ? null : AbsenceJson(),
        };

        /// <summary>Says where a result came from, for the log of what was shown; null for a long name.</summary>
        private string? Token(Recommendation hit, int position) =>
            PlacementName.Length > RecommendationToken.MaxNameLength ? null : new RecommendationToken
            {
                Snapshot = RecommendationToken.SnapshotOf(Index),
                Placement = PlacementName,
                Position = position,
                Source = hit.Source,
                Propensity = hit.Source == RecommendationSource.Exploration ? (float)Result.Propensity : 0,
            }.ToString();

        private JsonFields AbsenceJson()
        {
            Absence absence = Absence();
            return new JsonFields
            {
                ["product"] = Absent,
                ["cause"] = JsonOutput.Name(absence.Cause),
                ["rank"] = absence.Rank,
                ["score"] = double.IsNaN(absence.Score) ? (double?)null : absence.Score,
            };
        }

        private Absence Absence() => Index.TryGetOrdinal(Absent, out int ordinal)
            ? Index.WhyNot(State(), ordinal, Math.Max(1, Hits.Length), Placement, Options)
            : new Absence(AbsenceCause.Gone, 0, double.NaN);

        private IReadOnlyList<ScorePart> Parts(Recommendation hit) =>
            IsFilled(hit) ? [] : Index.Why(State(), hit.Ordinal, Placement, Options).Parts;

        private static bool IsFilled(Recommendation hit) =>
            hit.Source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop;

        private string Name(int ordinal) =>
            Index.Info.PayloadColumns.Contains("name") ? Index.GetPayload(ordinal, "name") : string.Empty;

        private static string SourceOf(ScorePart part) => part.Source == RecommendationSource.Rules ? "rules"
            : part.Event < 0 ? "mean"
            : part.Table.Length > 0 ? part.Table
            : JsonOutput.Name(part.Source);

        private string Of(ScorePart part) => part.Source == RecommendationSource.Rules ? $"rule {part.Table}"
            : part.Event < 0 ? "the mean product"
            : $"{(part.Table.Length > 0 ? $"table {part.Table}" : JsonOutput.Name(part.Source))}, "
                + Index.GetProductId(part.Event);

        private static string Source(Recommendation hit) => hit.Source switch
        {
            RecommendationSource.Vectors => "vectors",
            RecommendationSource.Table => "table",
            RecommendationSource.PopularInCategory => "popular, category",
            RecommendationSource.PopularInShop => "popular, shop",
            RecommendationSource.Rules => "rules",
            RecommendationSource.Pin => "pin",
            _ => "exploration",
        };

        private static string Reason(AbsenceCause cause) => cause switch
        {
            AbsenceCause.None => "is in the answer",
            AbsenceCause.Gone => "is not in this snapshot",
            AbsenceCause.Excluded => "is excluded",
            AbsenceCause.AlreadyKnown => "the shopper knows it already",
            AbsenceCause.Filtered => "does not match the filter",
            AbsenceCause.WithoutVector => "has no vector in the space that is asked",
            AbsenceCause.LessPopular => "others are more popular",
            AbsenceCause.LowerScore => "others have higher scores",
            AbsenceCause.MissedByTheSearch => "the search missed it; raise --candidates",
            AbsenceCause.BelowMinSimilarity => "is less similar to the session than --min-similarity",
            AbsenceCause.GroupLimited => "its group has all the places that --group-limit allows",
            AbsenceCause.Folded => "one before it is nearly the same; see --fold-at",
            AbsenceCause.Displaced => "the rules give its place to others",
            _ => "no table names it after these events",
        };

        private static string Line(FormattableString text) =>
            text.ToString(CultureInfo.InvariantCulture).TrimEnd();
    }
}
