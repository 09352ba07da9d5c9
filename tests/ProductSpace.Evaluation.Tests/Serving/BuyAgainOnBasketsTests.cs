using System.Globalization;
using ProductSpace.Recommendations;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Serving;

/// <summary>Which of the products that a shopper bought before are in the next basket, in a supermarket's real baskets.</summary>
public class BuyAgainOnBasketsTests(ITestOutputHelper output)
{
    private const int K = 10;

    [SkippableFact]
    public void BuyAgain_NextBasket_IsFoundBetterThanByCountOrRecency()
    {
        Dictionary<string, SortedDictionary<int, HashSet<string>>> train = Baskets("events_train.csv.gz");
        Dictionary<string, SortedDictionary<int, HashSet<string>>> valid = Baskets("events_valid.csv.gz");
        string[] ids = [.. train.Values.Concat(valid.Values).SelectMany(days => days.Values.SelectMany(basket => basket)).Distinct().Order(StringComparer.Ordinal)];
        Random random = new(3);
        using ProductIndex index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { CalibrationDivisor = 8 }).UseVectors(Enumerable.Range(0, 4 * ids.Length).Select(_ => random.NextSingle() - 0.5f).ToArray(), 4).UseIds(ids).BuildToMemory());
        Dictionary<string, int> ordinals = ids.ToDictionary(id => id, id => index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1);
        double[] found = new double[3];
        int count = 0;
        Recommendation[] hits = new Recommendation[K];
        foreach (string user in valid.Keys)
        {
            List<(int Day, int Ordinal)> history = [.. train.GetValueOrDefault(user, []).SelectMany(day => day.Value.Select(id => (day.Key, ordinals[id])))];
            foreach ((int day, HashSet<string> basket) in valid[user])
            {
                HashSet<int> before = [.. history.Select(one => one.Ordinal)];
                HashSet<int> wanted = [.. basket.Select(id => ordinals[id]).Where(before.Contains)];
                if (wanted.Count > 0 && day % 6 == 0)
                {
                    ShopperEvent[] events = [.. history.Select(one => new ShopperEvent(one.Ordinal, ShopperEventKind.Purchase, day - one.Day))];
                    int written = index.BuyAgain(new ShopperState(events), hits).Count;
                    double most = Math.Min(K, wanted.Count);
                    found[0] += hits.Take(written).Count(hit => wanted.Contains(hit.Ordinal)) / most;
                    found[1] += history.GroupBy(one => one.Ordinal).OrderByDescending(group => group.Count()).Take(K).Count(group => wanted.Contains(group.Key)) / most;
                    found[2] += history.GroupBy(one => one.Ordinal).OrderByDescending(group => group.Max(one => one.Day)).Take(K).Count(group => wanted.Contains(group.Key)) / most;
                    count++;
                }

                history.AddRange(basket.Select(id => (day, ordinals[id])));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} baskets; recall@{K}: buy again {found[0] / count:F4}, by count {found[1] / count:F4}, by the last purchase {found[2] / count:F4}"));
        Assert.InRange(count, 500, 5000);
        Assert.InRange(found[0], 1.05 * Math.Max(found[1], found[2]), count);
    }

    private static Dictionary<string, SortedDictionary<int, HashSet<string>>> Baskets(string file)
    {
        Dictionary<string, SortedDictionary<int, HashSet<string>>> users = [];
        foreach (string[] row in RealLogs.Rows(["coop100", file], ','))
        {
            int day = (int)(long.Parse(row[1], CultureInfo.InvariantCulture) / 86_400_000);
            users.TryAdd(row[6], []);
            users[row[6]].TryAdd(day, []);
            users[row[6]][day].Add(row[2]);
        }

        return users;
    }
}
