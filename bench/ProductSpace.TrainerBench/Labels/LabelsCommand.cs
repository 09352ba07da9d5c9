using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Linear;
using ProductSpace.RecallBench.Common;
using ProductSpace.TrainerBench.Common;
using ProductSpace.TrainerBench.Training;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.TrainerBench.Labels;

/// <summary>
/// The verb labels: item2vec beside three truncated SVDs by the labels of near products (Barkan and Koenigstein,
/// Item2Vec, 2016, table 2), among the most popular products and among unpopular ones.
/// </summary>
internal static class LabelsCommand
{
    private static readonly int[] s_top = [500, 1000, 2000, 3000, 5000];

    public static void Run(CommandWords words)
    {
        LabelledSets sets = LabelledSets.Read(
            [.. words.All("events").SelectMany(files => files)], words.Text("products"), words.Find("labels") ?? "genres");
        int seeds = words.Number("seeds", 5);
        int shuffles = words.Number("shuffles", 4);
        int least = words.Number("unpopular-from", 5);
        int most = words.Number("unpopular-to", 20);
        string? report = words.Find("report");
        Prod2VecOptions options = OptionWords.Read([.. words.All("item2vec").SelectMany(pairs => pairs)], SetVectors.Defaults);
        words.RefuseUnread();
        List<(string Name, int[] Products)> parts =
        [
            .. s_top.Where(top => top <= sets.Ids.Length).Select(top => ($"top {top:N0}", Enumerable.Range(0, top).ToArray())),
            ($"{least} to {most} users", [.. Enumerable.Range(0, sets.Ids.Length).Where(i => sets.Counts[i] >= least && sets.Counts[i] <= most)]),
        ];
        List<string[]> rows = [];
        List<double[]> trained = [];
        for (int seed = 1; seed <= seeds; seed++)
        {
            trained.Add(Shares(SetVectors.Train(sets, options with { Seed = (ulong)seed }, shuffles), sets, parts));
            Progress.Say($"item2vec, seed {seed}");
        }

        rows.Add(["item2vec", .. parts.Index().Select(part => Scatter([.. trained.Select(run => run[part.Index])]))]);

        foreach ((string name, SvdMatrix matrix) in (ReadOnlySpan<(string, SvdMatrix)>)[
            ("SVD of sets x products", SvdMatrix.Sessions),
            ("SVD of normalised co-views, the paper's", SvdMatrix.CoViews),
            ("SVD of PPMI", SvdMatrix.Ppmi)])
        {
            TableWork work = new(threads: 0, progress: null, CancellationToken.None);
            SessionSet all = SessionSet.From(sets.Ids.Length, sets.Sets);
            ItemVectors vectors = ItemSvd.Vectors(all, matrix, options.Dimension, int.MaxValue, work);
            double[] shares = Shares([.. Enumerable.Range(0, vectors.Count).Select(product => vectors.Row(product).ToArray())], sets, parts);
            rows.Add([name, .. shares.Select(share => share.ToString("F3", CultureInfo.InvariantCulture))]);
            Progress.Say(name);
        }

        Markdown page = new();
        page.Heading(1, "Labels of near products: item2vec beside SVD");
        page.Line($"    TrainerBench {words.Line}").Line();
        page.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{sets.Sets.Length:N0} sets of {sets.Ids.Length:N0} products, {sets.Kinds} labels. Share of the products with a label that "
            + $"most of their {LabelAgreement.PaperNeighbors} nearest neighbors of the same part carry. Item2vec: mean of {seeds} seeds, standard deviation.")).Line();
        page.Table(["vectors", .. parts.Select(part => part.Name)], rows);
        page.Publish(report);
    }

    private static double[] Shares(float[][] vectors, LabelledSets sets, List<(string Name, int[] Products)> parts) =>
    [
        .. parts.Select(part =>
        {
            (int judged, int hits) = LabelAgreement.Measure(vectors[0].Length, product => vectors[product], sets.Labels, part.Products);
            return (double)hits / judged;
        }),
    ];

    private static string Scatter(double[] runs)
    {
        double mean = runs.Average();
        double deviation = runs.Length < 2 ? 0 : Math.Sqrt(runs.Sum(run => (run - mean) * (run - mean)) / (runs.Length - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F3} ± {deviation:F3}");
    }
}
