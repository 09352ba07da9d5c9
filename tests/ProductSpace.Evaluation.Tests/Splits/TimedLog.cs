using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Splits;

/// <summary>Small logs with times in seconds, made by hand or by seed.</summary>
internal static class TimedLog
{
    public const long Second = 1_000_000;
    public const long Day = 86_400 * Second;

    /// <summary>Sessions as "begin: product product", one view a second; letters are products in the order of the alphabet.</summary>
    public static EvaluationLog Of(params string[] sessions) => Of(keepsRepeats: false, sessions);

    public static EvaluationLog Of(bool keepsRepeats, params string[] sessions)
    {
        List<int> products = [];
        List<long> times = [];
        List<int> starts = [0];
        foreach (string session in sessions)
        {
            string[] parts = session.Split(": ");
            long time = long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) * Second;
            foreach (string letter in parts[1].Split(' '))
            {
                products.Add(letter[0] - 'a');
                times.Add(time);
                time += Second;
            }

            starts.Add(products.Count);
        }

        return new EvaluationLog(new SessionSet(26, [.. products], [.. starts], [.. times]), Letters, keepsRepeats: keepsRepeats);
    }

    /// <summary>Sessions of any begin and length; users come back.</summary>
    public static EvaluationLog Random(int seed, int sessions, int products, bool isClock = true, bool hasUsers = true)
    {
        Random random = new(seed);
        List<int> all = [];
        List<long> times = [];
        List<int> starts = [0];
        List<int> users = [];
        for (int session = 0; session < sessions; session++)
        {
            long time = (session * 1000L * Second) + random.Next(5000) * Second;
            int shelf = random.Next(Math.Max(1, products / 5));
            for (int view = random.Next(1, 8); view > 0; view--)
            {
                time += random.Next(0, 900) * Second;
                all.Add(random.Next(4) == 0 ? random.Next(products) : Math.Min(products - 1, (shelf * 5) + random.Next(5)));
                times.Add(time);
            }

            starts.Add(all.Count);
            users.Add(random.Next(-1, sessions / 4));
        }

        SessionSet set = new(products, [.. all], [.. starts], isClock ? [.. times] : null, hasUsers ? [.. users] : null);
        return new EvaluationLog(set, [.. Enumerable.Range(0, products).Select(product => $"p{product}")], keepsRepeats: true);
    }

    /// <summary>Sessions with the letters of the log.</summary>
    public static string[] Show(SessionSet sessions, IReadOnlyList<int> products) =>
        [.. Enumerable.Range(0, sessions.Count).Select(session => string.Join(' ', sessions.Products(session).ToArray().Select(product => product < products.Count ? Letters[products[product]] : "?")))];

    private static string[] Letters => [.. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())];
}
