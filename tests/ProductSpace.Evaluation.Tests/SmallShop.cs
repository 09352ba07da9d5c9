namespace ProductSpace.Evaluation.Tests;

/// <summary>An embedding and sessions made by hand or by seed, and the plain way to judge them, for comparison.</summary>
internal sealed class SmallShop(float[][] input, float[][] output, int[][] sessions)
{
    public int[][] Sessions { get; } = sessions;

    public NextItemEvaluator Evaluator { get; } = new(input.Length, input[0].Length, product => input[product], product => output[product]);

    public static SmallShop Random(int seed, int products, int dimension, int sessions, int longest)
    {
        Random random = new(seed);
        float[][] input = Rows(random, products, dimension);
        float[][] output = Rows(random, products, dimension);
        int[][] logs = new int[sessions][];
        for (int s = 0; s < sessions; s++)
        {
            // Numbers from -2 on: some views have no vector. Few products: shoppers look again.
            logs[s] = [.. Enumerable.Range(0, random.Next(0, longest)).Select(_ => random.Next(-2, products))];
        }

        return new SmallShop(input, output, logs);
    }

    /// <summary>Instead of a rank, where another candidate comes so near in score that float32 may decide otherwise.</summary>
    public const int Doubtful = 0;

    /// <summary>Ranks of the next products by sorting all candidates that the mode leaves, in float64; the slow and plain way.</summary>
    public int[] NaiveNextRanks(CandidateScore score, RepeatMode mode, double decay = 0.5, int lastViews = 10)
    {
        List<int> ranks = [];
        foreach (int[] session in Sessions)
        {
            for (int i = 1; i < session.Length; i++)
            {
                int[] viewed = session[..i];
                double[]? query = Query([.. viewed.Where(product => product >= 0).TakeLast(lastViews)], decay);
                int[] left = [.. Enumerable.Range(0, input.Length).Where(product => mode == RepeatMode.Allowed || (mode == RepeatMode.CurrentExcluded ? product != viewed[^1] : !viewed.Contains(product)))];
                ranks.Add(query is null || !left.Contains(session[i]) ? RankingMetrics.NotRanked : Rank(session[i], left, product => Score(query, product, score)));
            }
        }

        return [.. ranks];
    }

    private static int Rank(int target, int[] candidates, Func<int, double> score)
    {
        double own = score(target);
        bool near = candidates.Any(product => score(product) != own && Math.Abs(score(product) - own) < 1e-5);
        return near ? Doubtful : Array.IndexOf([.. candidates.OrderByDescending(score).ThenBy(product => product)], target) + 1;
    }

    private static float[][] Rows(Random random, int count, int dimension)
    {
        float[][] rows = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimension).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray())];
        for (int i = 3; i < count; i += 5)
        {
            // Equal rows, for ties; and a product that training never met.
            rows[i] = [.. rows[i - 3]];
        }

        rows[count / 2] = new float[dimension];
        return rows;
    }

    private static double Length(float[] row) => Math.Sqrt(row.Sum(number => (double)number * number));

    private double[]? Query(int[] views, double decay)
    {
        double[] sum = new double[input[0].Length];
        for (int age = 0; age < views.Length; age++)
        {
            float[] row = input[views[^(age + 1)]];
            double length = Length(row);
            for (int j = 0; j < sum.Length && length > 0; j++)
            {
                sum[j] += Math.Pow(decay, age) * row[j] / length;
            }
        }

        double whole = Math.Sqrt(sum.Sum(number => number * number));
        return whole > 0 ? [.. sum.Select(number => number / whole)] : null;
    }

    private double Score(double[] query, int product, CandidateScore score)
    {
        float[] row = score == CandidateScore.SimilarCosine ? input[product] : output[product];
        double dot = row.Zip(query, (a, b) => a * b).Sum();
        double length = Length(row);
        return score == CandidateScore.NextDot ? dot : length > 0 ? dot / length : 0;
    }
}
