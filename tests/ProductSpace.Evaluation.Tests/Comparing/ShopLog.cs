using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Comparing;

/// <summary>A log in which shoppers stay on one shelf of five products and walk it in order, with hostile ids and names.</summary>
internal static class ShopLog
{
    public const int Products = 60;
    public const string Hostile = "<script>alert(1)</script>|\n\"'&`*_[x](y)\u202E";

    public static EvaluationLog Create(int sessions = 400, bool isClock = true, int seed = 5)
    {
        Random random = new(seed);
        List<int> products = [];
        List<long> times = [];
        List<int> starts = [0];
        List<int> users = [];
        for (int session = 0; session < sessions; session++)
        {
            int shelf = random.Next(Products / 5);
            int at = random.Next(5);
            long time = session * 3_600_000_000L;
            for (int view = random.Next(2, 8); view > 0; view--)
            {
                products.Add((shelf * 5) + at);
                times.Add(time += 20_000_000);
                at = (at + (random.Next(5) == 0 ? 2 : 1)) % 5;
            }

            starts.Add(products.Count);
            users.Add(random.Next(sessions / 5));
        }

        SessionSet set = new(Products, [.. products], [.. starts], isClock ? [.. times] : null, [.. users]);
        return new EvaluationLog(set, [.. Enumerable.Range(0, Products).Select(Id)]);
    }

    public static string Id(int product) => product % 7 == 3 ? $"{Hostile}{product}" : $"p{product}";

    public static Dictionary<string, ProductFacts> Catalog() =>
        Enumerable.Range(0, Products).ToDictionary(Id, product =>
            new ProductFacts($"house/{(product % 7 == 3 ? Hostile.Replace('/', 'x') : "shelf")} {product / 5}", $"Name of {Id(product)}", "9.99"));
}
