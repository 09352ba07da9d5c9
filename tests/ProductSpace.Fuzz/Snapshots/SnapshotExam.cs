using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>Asks an open snapshot that may be forged, each question twice, and has the oracle judge the answers.</summary>
internal sealed class SnapshotExam(SnapshotReader reader)
{
    private const int MostHits = 24;

    private static readonly QuestionKind[] s_kinds = Enum.GetValues<QuestionKind>();

    private readonly Neighbor[] _first = new Neighbor[MostHits];
    private readonly Neighbor[] _second = new Neighbor[MostHits];
    private readonly List<int> _excluded = [];
    private readonly int[] _viewed = [0, 0, 0, int.MinValue];
    private float[] _vector = [];
    private int[] _thirds = [];

    /// <summary>Questions that were asked so far.</summary>
    public long Asked { get; private set; }

    /// <summary>Some questions, chosen by chance. True where all were answered, false where some were refused by name.</summary>
    public bool AskSome(ProductIndex index, bool isVerified, int questions, ref SeededRandom random)
    {
        int start = random.NextInt(Math.Max(1, index.Count));
        bool answered = Columns(index, isVerified, start, step: 1 + (index.Count / 2));
        LearnedExam.Ask(index, start, step: 1 + (index.Count / 2));
        if (random.NextInt(8) == 0)
        {
            answered &= Names(index, isVerified);
        }

        for (int i = 0; i < questions; i++)
        {
            QuestionKind kind = s_kinds[random.NextInt(s_kinds.Length)];
            answered &= Ask(index, kind, random.NextInt(index.HasNext ? 2 : 1), random.NextInt(FilterKinds), random.NextInt(OptionKinds), isVerified, ref random);
        }

        return answered;
    }

    /// <summary>Every kind of question in every space, under every kind of filter.</summary>
    public bool AskEverything(ProductIndex index, bool isVerified)
    {
        SeededRandom random = new(7);
        bool answered = Columns(index, isVerified, first: 0, step: 1) & Names(index, isVerified);
        LearnedExam.Ask(index, first: 0, step: 1);
        foreach (QuestionKind kind in s_kinds)
        {
            for (int space = 0; space < (index.HasNext ? 2 : 1); space++)
            {
                for (int filter = 0; filter < FilterKinds; filter++)
                {
                    for (int options = 0; options < OptionKinds; options++)
                    {
                        answered &= Ask(index, kind, space, filter, options, isVerified, ref random);
                    }
                }
            }
        }

        return answered;
    }

    private const int FilterKinds = 8;
    private const int OptionKinds = 7;

    private bool Ask(ProductIndex index, QuestionKind kind, int space, int filterKind, int optionKind, bool isVerified, ref SeededRandom random)
    {
        try
        {
            ProductFilter? filter = FilterOf(index, kind is QuestionKind.Passing or QuestionKind.PassingInRounds ? 2 + (filterKind % (FilterKinds - 2)) : filterKind, ref random);
            if (filter is not null)
            {
                CheckFilter(index, filter);
            }

            int k = random.NextInt(4) switch { 0 => 1, 1 => MostHits, _ => 6 };
            SearchOptions options = OptionsOf(index, kind, optionKind, ref random);
            options = options with { Space = (Space)space };
            options = options with { Filter = filter };
            float[] vector = Vector(index);
            Array.Clear(vector);
            vector[random.NextInt(vector.Length)] = 1;
            vector[random.NextInt(vector.Length)] -= 0.5f;
            (_viewed[1], _viewed[2]) = (random.NextInt(Math.Max(1, index.Count)), index.Count - 1);
            string[] ids = index.Count == 0 ? ["nobody"] : [index.GetProductId(random.NextInt(index.Count)), "nobody", index.GetProductId(0)];
            Judge(index, new Question(kind, k, vector, _viewed, ids, options), isVerified);
            return true;
        }
        catch (Exception exception) when (IsRefusal(exception, isVerified))
        {
            return false;
        }
    }

    private void Judge(ProductIndex index, in Question question, bool isVerified)
    {
        Span<Neighbor> first = _first.AsSpan(0, question.K);
        Span<Neighbor> second = _second.AsSpan(0, question.K);
        first.Fill(AnswerOracle.Untouched);
        second.Fill(AnswerOracle.Untouched);
        SearchResult result = reader.Answer(index, question, first);
        SearchResult again = reader.Answer(index, question, second);
        Asked++;
        SearchOptions options = question.Options;
        CollectExcluded(index, question);
        bool isFull = isVerified && !question.IsDirect && options.MaxScoredVectors == 0 && options.GroupLimit.Max == 0;
        bool isFiltered = !question.IsDirect || question.Kind >= QuestionKind.Passing;
        AnswerOracle.Check(
            new Asked
            {
                Question = question.Kind.ToString(),
                Products = index.Count,
                IsSorted = options.DiversityLambda == 1 || question.IsDirect,
                IsDot = (options.Space == Space.Next ? index.Info.NextSimilarity : index.Info.Similarity) == Similarity.Dot,
                Filter = isFiltered ? options.Filter : null,
                Excluded = question.IsDirect ? default : CollectionsMarshal.AsSpan(_excluded),
                LeastHits = isFull ? LeastHits(index, question) : 0,
            },
            result,
            first,
            again,
            second);
    }

    private void CollectExcluded(ProductIndex index, in Question question)
    {
        _excluded.Clear();
        _excluded.AddRange(question.Options.Exclude.Span);
        if (question.Options.IncludeViewed || !question.IsSession)
        {
            return;
        }

        if (question.Kind != QuestionKind.SessionByIds)
        {
            _excluded.AddRange(question.Viewed);
            return;
        }

        foreach (string id in question.Ids)
        {
            if (index.TryGetOrdinal(id, out int ordinal))
            {
                _excluded.Add(ordinal);
            }
        }
    }

    /// <summary>min(k, matches that are not excluded), counted in the plainest way.</summary>
    private int LeastHits(ProductIndex index, in Question question)
    {
        int matches = 0;
        for (int ordinal = 0; ordinal < index.Count && matches < question.K; ordinal++)
        {
            matches += (question.Options.Filter?.Contains(ordinal) ?? true) && !_excluded.Contains(ordinal) ? 1 : 0;
        }

        return matches;
    }

    private static void CheckFilter(ProductIndex index, ProductFilter filter)
    {
        int matches = 0;
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            matches += filter.Contains(ordinal) ? 1 : 0;
        }

        if (matches != filter.Count || filter.Contains(index.Count) || filter.Contains(-1))
        {
            throw new HostileFinding($"a filter tells of {filter.Count} matches, {matches} are there");
        }
    }

    private ProductFilter? FilterOf(ProductIndex index, int kind, ref SeededRandom random)
    {
        ProductColumns columns = index.Columns;
        int category = random.NextInt(columns.CategoryCount);
        string path = Encoding.UTF8.GetString(columns.PathOf(category));
        switch (kind)
        {
            case 0:
            case 1:
                return null;
            case 2:
                return index.CreateFilter(f => f.InCategory(path), allowUnknown: true);
            case 3:
                return index.CreateFilter(f => f.NotInCategory(path).InStock(), allowUnknown: true);
            case 4:
                return index.CreateFilter(f => f.PriceBetween(0, 5000).FirstSeenAfter(DateTimeOffset.UnixEpoch));
            case 5:
                return ThirdOf(index);
            default:
                FacetColumns facets = columns.Facets;
                if (facets.Count == 0 || facets.ValueCount == 0)
                {
                    return index.CreateFilter(f => f.InStock());
                }

                string facet = facets.Names[random.NextInt(facets.Count)];
                string value = Encoding.UTF8.GetString(facets.TextOf(random.NextInt(facets.ValueCount)));
                return kind == 6
                    ? index.CreateFilter(f => f.Facet(facet, value), allowUnknown: true)
                    : index.CreateFilter(f => f.AnyOf(g => g.FacetNone(facet, value), g => g.InCategory(path)), allowUnknown: true);
        }
    }

    /// <summary>Every third product.</summary>
    private ProductFilter ThirdOf(ProductIndex index)
    {
        int count = (index.Count + 2) / 3;
        if (_thirds.Length != count)
        {
            _thirds = [.. Enumerable.Range(0, count).Select(number => 3 * number)];
        }

        int[] ordinals = _thirds;
        return index.CreateFilter(f => f.Ordinals(ordinals));
    }

    /// <summary>A vector of the index's dimension, for one question.</summary>
    private float[] Vector(ProductIndex index)
    {
        if (_vector.Length != index.Dimension)
        {
            _vector = new float[index.Dimension];
        }

        return _vector;
    }

    private static SearchOptions OptionsOf(ProductIndex index, QuestionKind kind, int number, ref SeededRandom random)
    {
        SearchOptions options = default;
        bool isWalk = index.Info.Structures != IndexStructures.Cells && kind is QuestionKind.Search or QuestionKind.SessionByOrdinals or QuestionKind.SessionByIds or QuestionKind.Many;
        switch (number)
        {
            case 0:
                break;
            case 1 when isWalk && index.ViewOf(Space.Similar).HasGraph:
                options = options with { EfSearch = 1 + random.NextInt(40) };
                break;
            case 1:
                options = options with { TargetRecall = 0.5f };
                break;
            case 2:
                options = options with { MaxScoredVectors = 1 + random.NextInt(300) };
                options = options with { IncludeViewed = true };
                break;
            case 3:
                options = options with { DiversityLambda = 0.5f };
                break;
            case 4:
                options = options with { GroupLimit = GroupLimit.ByCategory(1 + random.NextInt(3), 1) };
                break;
            case 5 when index.Info.Facets.Count > 0:
                options = options with { GroupLimit = GroupLimit.ByFacet(index.Info.Facets[random.NextInt(index.Info.Facets.Count)], 1 + random.NextInt(2)) };
                options = options with { DiversityLambda = 0.7f };
                break;
            default:
                options = options with { Exclude = new[] { 0, index.Count / 2, -1, int.MaxValue } };
                break;
        }

        return options;
    }

    /// <summary>What stands beside the vectors: texts, numbers and their way back.</summary>
    private bool Columns(ProductIndex index, bool isVerified, int first, int step)
    {
        float[] vector = Vector(index);
        for (int ordinal = first; ordinal < index.Count; ordinal += step)
        {
            string id = index.GetProductId(ordinal);
            _ = index.GetCategory(ordinal);
            _ = index.GetPrice(ordinal);
            _ = index.GetFirstSeen(ordinal);
            _ = index.IsInStock(ordinal);
            _ = index.GetVector(ordinal, vector);
            _ = index.HasNext ? index.GetVector(ordinal, vector, Space.Next) : 0;
            if (index.Info.PayloadColumns.Count > 0)
            {
                _ = index.GetPayload(ordinal, index.Info.PayloadColumns[^1]);
            }

            bool found = index.TryGetOrdinal(id, out int back);
            if (found && (uint)back >= (uint)index.Count)
            {
                throw new HostileFinding($"the id of product {ordinal} leads to product {back} of {index.Count}");
            }

            // An id that is no UTF-8 has another text, which leads nowhere.
            if (isVerified && !id.Contains('\uFFFD', StringComparison.Ordinal) && (!found || back != ordinal))
            {
                throw new HostileFinding($"verification passed, and the id of product {ordinal} leads to {back}");
            }
        }

        return true;
    }

    /// <summary>The lists of names, whose text may not be more than the file's.</summary>
    private static bool Names(ProductIndex index, bool isVerified)
    {
        try
        {
            foreach ((string path, int products) in index.GetCategories())
            {
                CheckProducts(index, path, products);
            }

            foreach (string facet in index.Info.Facets)
            {
                foreach ((string value, int products) in index.GetFacetValues(facet))
                {
                    CheckProducts(index, value, products);
                }
            }

            return true;
        }
        catch (Exception exception) when (IsRefusal(exception, isVerified))
        {
            return false;
        }
    }

    private static void CheckProducts(ProductIndex index, string name, int products)
    {
        if (products < 0 || products > index.Count)
        {
            throw new HostileFinding($"\"{name}\" has {products} of {index.Count} products");
        }
    }

    /// <summary>A verified file may refuse a session whose vectors cancel out, and nothing else.</summary>
    private static bool IsRefusal(Exception exception, bool isVerified)
    {
        if (exception is SnapshotException refusal)
        {
            SnapshotTarget.CheckRefusal(refusal);
            return !isVerified;
        }

        return exception.GetType() == typeof(ArgumentException)
            && !exception.Message.AsSpan().ContainsAnyInRange('\0', '\x1F')
            && (exception.Message.Contains("weighted mean", StringComparison.Ordinal)
                || (!isVerified && exception.Message.StartsWith("no facet ", StringComparison.Ordinal)));
    }
}
