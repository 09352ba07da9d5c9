using ProductSpace.Evaluation.Splits;
using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Cold;

/// <summary>
/// One draw: which products are hidden, the training sessions without them, and the questions. Products have numbers of
/// their own here, known ones first.
/// </summary>
internal sealed class ColdSplit
{
    private const int LastViews = 20;
    private const int Samples = 2_000;

    private readonly List<int[]> _questions = [];
    private readonly List<int> _targets = [];
    private readonly List<int[]> _sampled = [];
    private readonly List<int> _sampledTargets = [];

    public ColdSplit(SplitPart part, Func<int, ulong> keyOf, int draw, ColdTrialOptions options)
    {
        int[] all = [.. Enumerable.Range(0, part.Products.Count)];
        int[] hidden = [.. all.Where(IsHidden)];
        int[] known = [.. all.Where(product => !IsHidden(product))];
        Products = [.. known, .. hidden];
        Known = known.Length;
        int[] numbers = new int[all.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[Products[i]] = i;
        }

        Training = WithoutHidden(part.Training, numbers);
        Ask(part.Test, numbers, options.MaxCases);

        bool IsHidden(int product) =>
            SeededRandom.Hash(options.Seed, keyOf(product)) % ColdTrialOptions.MaxDraws == (ulong)draw;
    }

    /// <summary>Product of the part behind each new number.</summary>
    public int[] Products { get; }

    /// <summary>Number of known products, which have the first numbers.</summary>
    public int Known { get; }

    /// <summary>What is learned from.</summary>
    public SessionSet Training { get; }

    /// <summary>For each case, the known products of the session, at most the last 20.</summary>
    public IReadOnlyList<int[]> Questions => _questions;

    /// <summary>For each case, the hidden product.</summary>
    public IReadOnlyList<int> Targets => _targets;

    /// <summary>Sampled sessions: their known products but the last.</summary>
    public IReadOnlyList<int[]> Sampled => _sampled;

    /// <summary>The last known product of each sampled session.</summary>
    public IReadOnlyList<int> SampledTargets => _sampledTargets;

    private SessionSet WithoutHidden(SessionSet sessions, int[] numbers)
    {
        List<int> products = [];
        List<long> times = [];
        List<int> starts = [0];
        for (int session = 0; session < sessions.Count; session++)
        {
            ReadOnlySpan<int> viewed = sessions.Products(session);
            int before = products.Count;
            for (int i = 0; i < viewed.Length; i++)
            {
                if (numbers[viewed[i]] < Known)
                {
                    products.Add(numbers[viewed[i]]);
                    if (sessions.HasTimes)
                    {
                        times.Add(sessions.Times(session)[i]);
                    }
                }
            }

            if (products.Count - before < 2)
            {
                products.RemoveRange(before, products.Count - before);
                times.RemoveRange(Math.Min(before, times.Count), times.Count - Math.Min(before, times.Count));
                continue;
            }

            starts.Add(products.Count);
        }

        return new SessionSet(Known, [.. products], [.. starts], sessions.HasTimes ? [.. times] : null);
    }

    private void Ask(SessionSet test, int[] numbers, int maxCases)
    {
        List<(int[] Question, int Target)> cases = [];
        List<int[]> sessions = [];
        for (int session = 0; session < test.Count; session++)
        {
            int[] viewed =
            [
                .. test.Products(session).ToArray()
                    .Where(product => (uint)product < (uint)numbers.Length)
                    .Select(product => numbers[product]),
            ];
            int[] known = [.. viewed.Where(product => product < Known)];
            if (known.Length > 0)
            {
                cases.AddRange(viewed.Where(product => product >= Known).Distinct()
                    .Select(product => (known[^Math.Min(known.Length, LastViews)..], product)));
            }

            if (known.Length > 1 && !known.AsSpan(0, known.Length - 1).Contains(known[^1]))
            {
                sessions.Add(known);
            }
        }

        foreach ((int[] question, int target) in Spread(cases, maxCases))
        {
            _questions.Add(question);
            _targets.Add(target);
        }

        foreach (int[] known in Spread(sessions, Samples))
        {
            _sampled.Add(known[^Math.Min(known.Length, LastViews + 1)..^1]);
            _sampledTargets.Add(known[^1]);
        }
    }

    /// <summary>All of them, or as many as wanted, evenly spread.</summary>
    private static IEnumerable<T> Spread<T>(List<T> all, int most) => all.Count <= most
        ? all
        : Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Count / most)]);
}
