using System.Globalization;
using System.IO.Compression;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// The lists that the peers published for 387 positions of RSC15-100k must give the figures measured from them by another
/// program: row (session, position) is the answer after that view, so that the next product is at position + 1.
/// </summary>
public class PublishedListsTests
{
    [SkippableTheory]
    [InlineData("ar", 0.5917, 0.3160)]
    [InlineData("sr", 0.5607, 0.3275)]
    [InlineData("vsknn", 0.6098, 0.3342)]
    [InlineData("gru4rec", 0.5711, 0.3289)]
    public void Lists_RepeatsAllowed_GiveTheKnownFigures(string method, double hitRate, double reciprocalRank)
    {
        RankingResult result = Evaluate(method, changesOnly: false);
        Assert.Equal(387, result.Count);
        Assert.Equal(hitRate, result.Mean(RankingMetric.HitRate, 20), 4);
        Assert.Equal(reciprocalRank, result.Mean(RankingMetric.ReciprocalRank, 20), 4);
    }

    [SkippableTheory]
    [InlineData("ar", 0.4810)]
    [InlineData("sr", 0.4394)]
    [InlineData("vsknn", 0.4844)]
    [InlineData("gru4rec", 0.4360)]
    public void Lists_NextIsAnotherProduct_GiveTheKnownFigures(string method, double hitRate)
    {
        RankingResult result = Evaluate(method, changesOnly: true);
        Assert.Equal(289, result.Count);
        Assert.Equal(hitRate, result.Mean(RankingMetric.HitRate, 20), 4);
    }

    private static RankingResult Evaluate(string method, bool changesOnly)
    {
        Dictionary<string, int> products = [];
        Dictionary<string, List<int>> sessions = [];
        foreach (string[] event_ in Rows("yoochoose-clicks-100k_test.txt.gz", '\t'))
        {
            if (!sessions.TryGetValue(event_[0], out List<int>? views))
            {
                sessions.Add(event_[0], views = []);
            }

            views.Add(Number(products, event_[1]));
        }

        List<(int[] List, string Session, int Position)> answers = [];
        foreach (string[] row in Rows($"recoms_rsc15_100k_{method}.csv.gz", ';'))
        {
            int[] list = [.. row[2].Split(',').Select(id => Number(products, id))];
            answers.Add((list, row[0], int.Parse(row[1], CultureInfo.InvariantCulture)));
        }

        ListEvaluator evaluator = new(products.Count);
        foreach ((int[] list, string session, int position) in answers)
        {
            int[] views = [.. sessions[session]];
            if (!changesOnly || views[position] != views[position + 1])
            {
                evaluator.Add(list, views.AsSpan(0, position + 1), views.AsSpan(position + 1), int.Parse(session, CultureInfo.InvariantCulture));
            }
        }

        return evaluator.ToResult();
    }

    private static int Number(Dictionary<string, int> products, string id)
    {
        products.TryAdd(id, products.Count);
        return products[id];
    }

    private static IEnumerable<string[]> Rows(string file, char separator)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(TestData.Find("yoochoose-100k", file)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            yield return line.Split(separator);
        }
    }
}
