using System.Diagnostics;
using System.Globalization;
using ProductSpace.Pair;
using ProductSpace.Pair.Host;

const int queryCount = 400;
const int fewQueries = 150;
const int turn = 10;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length != 4 || !int.TryParse(args[3], out int rounds))
{
    Console.Error.WriteLine("host OLD-FOLDER NEW-FOLDER SNAPSHOT ROUNDS");
    return 2;
}

IEngine old = EngineContext.Open(args[0], args[2]);
IEngine now = EngineContext.Open(args[1], args[2]);
Random random = new(5);
float[][] queries = [.. Enumerable.Range(0, queryCount).Select(_ => Query())];
(string Path, int Products)[] categories = [.. old.Categories().Where(category => category.Path.Length > 0)];
List<(string Name, string Kind, int Part, string Category, Question Question)> cells = [];
foreach (int k in new[] { 10, 100 })
{
    cells.AddRange(new[] { 0.9f, 0.95f, 0.98f }.Select(target => ($"none, k {k}, {target}", "none", 0, "", new Question(k, target, false))));
    cells.AddRange(new[] { 2, 5, 10, 20, 50, 100, 1000 }.Select(part => ($"random 1/{part}, k {k}", "random", part, "", new Question(k, 0.95f, false))));
    cells.AddRange(new[] { 0.3, 0.1, 0.03, 0.01, 0.001 }.Select(share => ($"category, k {k}", "category", 0, Near(share), new Question(k, 0.95f, false))));
}

cells.Add(("session, k 10", "none", 0, "", new Question(10, 0.95f, true)));
cells.Add(("not a category, k 10", "not", 0, Near(0.3), new Question(10, 0.95f, false)));
cells.Add(("exact, random 1/100", "random", 100, "", new Question(10, 1, false)));
List<double> means = [];
double worst = 0;
Console.WriteLine("| question | matches | before us | now us | mean | median | same | bytes |");
Console.WriteLine("|---|---|---|---|---|---|---|---|");
foreach ((string name, string kind, int part, string category, Question question) in cells)
{
    old.SetFilter(kind, part, category);
    int matches = now.SetFilter(kind, part, category);
    int count = kind == "none" && question.K == 10 ? queryCount : fewQueries;
    Asked first = old.Ask(queries, ..count, question, new long[queryCount]);
    Asked second = now.Ask(queries, ..count, question, new long[queryCount]);
    Asked warm = now.Ask(queries, ..count, question, new long[queryCount]);
    long[][] before = [.. Enumerable.Range(0, rounds).Select(_ => new long[queryCount])];
    long[][] after = [.. Enumerable.Range(0, rounds).Select(_ => new long[queryCount])];
    for (int round = 0; round < rounds; round++)
    {
        for (int i = 0; i < count; i += turn)
        {
            Range which = i..Math.Min(count, i + turn);
            bool isOldFirst = ((round + (i / turn)) & 1) == 0;
            (isOldFirst ? old : now).Ask(queries, which, question, (isOldFirst ? before : after)[round]);
            (isOldFirst ? now : old).Ask(queries, which, question, (isOldFirst ? after : before)[round]);
        }
    }

    double[] old50 = [.. Enumerable.Range(0, count).Select(i => Median(before.Select(round => (double)round[i])))];
    double[] now50 = [.. Enumerable.Range(0, count).Select(i => Median(after.Select(round => (double)round[i])))];
    double mean = now50.Sum() / old50.Sum();
    double median = Median(now50.Zip(old50, (a, b) => a / b));
    means.Add(mean);
    worst = Math.Max(worst, median);
    bool isSame = (first.Scored, first.Found) == (second.Scored, second.Found) && Math.Abs(first.Sum - second.Sum) < 1e-6;
    Console.WriteLine($"| {name} | {matches:N0} | {Microseconds(old50):F1} | {Microseconds(now50):F1} | {mean:F3} | {median:F3} | {(isSame ? "yes" : "NO")} | {warm.Allocated} |");
}

double overall = Math.Exp(means.Average(Math.Log));
Console.WriteLine($"\n{means.Count} questions: geometric mean {overall:F3}, worst median of a question {worst:F3}.");
return 0;

// Two products mixed: near to one of them, or between both.
float[] Query()
{
    float[] a = old.Vector(random.Next(old.Count));
    float[] b = old.Vector(random.Next(old.Count));
    float weight = random.NextSingle() < 0.5f ? 0.15f : 0.6f;
    return [.. a.Zip(b, (x, y) => x + (weight * y))];
}

string Near(double share) => categories.MinBy(category => Math.Abs(Math.Log(category.Products / (share * old.Count)))).Path;

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

static double Microseconds(double[] ticks) => ticks.Average() * 1e6 / Stopwatch.Frequency;
